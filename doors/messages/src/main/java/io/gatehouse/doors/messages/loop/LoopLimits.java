package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.RequestLog;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.translation.ResultForms;
import io.gatehouse.seal.Sha256;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts what a request uses up, and says when its loop has to end for good. Tokens and cost are looked ahead: a loop
/// ends when another round would leave no room for a last answer, taking each to be as large as the one before, so that
/// the bound is kept as far as it can be foreseen. Of the time, a tenth is kept for the last answer.
final class LoopLimits {
    private static final int TENTHS = 10;

    private final LoopSettings settings;
    private final Prices prices;
    private final String model;
    private final RequestLog log;
    private final long begun = System.nanoTime();
    private final Map<String, Streak> streaks = new HashMap<>();
    private int calls;

    /// How often in a row a call gave the same.
    ///
    /// @param result a digest of what it gave
    private record Streak(String result, int length) {}

    /// @param model what the request asks for, by which the price is found
    /// @param log knows what was used up, what servers sampled included
    LoopLimits(LoopSettings settings, Prices prices, String model, RequestLog log) {
        this.settings = settings;
        this.prices = prices;
        this.model = model;
        this.log = log;
    }

    /// The limit that forbids these calls; null when they may run, in which case they are counted.
    ///
    /// @param last what the model's last answer used
    @Nullable
    LoopEnd reached(Collection<McpCall> wanted, TokenUsage last) {
        if (timeForTools().isZero()) {
            return LoopEnd.WALL_TIME;
        }
        if (wanted.size() > callsLeft()) {
            return LoopEnd.TOOL_CALLS;
        }
        if (tooManyTokens(last, 2)) {
            return LoopEnd.TOTAL_TOKENS;
        }
        if (tooDear(last, 2)) {
            return LoopEnd.COST;
        }
        Map<String, Integer> again = new HashMap<>();
        for (McpCall call : wanted) {
            Streak streak = streaks.get(call.same());
            int before = streak == null ? 0 : streak.length();
            if (before + again.merge(call.same(), 1, Integer::sum) > settings.repeatedCalls()) {
                return LoopEnd.REPEATED_CALL;
            }
        }
        calls += wanted.size();
        return null;
    }

    /// How many calls may still run.
    int callsLeft() {
        return Math.max(0, settings.toolCalls() - calls);
    }

    /// A call has given a result: another than before means that something goes on, and its count begins again.
    void gave(McpCall call, ResultForms result) {
        String digest = digest(result);
        streaks.merge(
                call.same(),
                new Streak(digest, 1),
                (before, one) -> before.result().equals(digest) ? new Streak(digest, before.length() + 1) : one);
    }

    private static String digest(ResultForms result) {
        return result.error() + " " + Sha256.hex(CanonicalJson.bytes(result.forModel()));
    }

    /// Whether a server may still ask the model. Any thread may call this.
    boolean open() {
        return lastAnswer(TokenUsage.NONE);
    }

    /// Whether the model may be asked once more after the loop was ended.
    boolean lastAnswer(TokenUsage last) {
        return !timeForAnswers().isZero() && !tooManyTokens(last, 1) && !tooDear(last, 1);
    }

    /// @param more answers as large as the last that are to follow
    private boolean tooManyTokens(TokenUsage last, int more) {
        TokenUsage foreseen = foreseen(last, more);
        return settings.totalTokens() > 0 && foreseen.total() > settings.totalTokens();
    }

    private boolean tooDear(TokenUsage last, int more) {
        if (settings.cost().signum() <= 0) {
            return false;
        }
        BigDecimal cost = prices.cost(model, foreseen(last, more));
        return cost != null && cost.compareTo(settings.cost()) > 0;
    }

    private TokenUsage foreseen(TokenUsage last, int more) {
        TokenUsage foreseen = log.usage();
        for (int answer = 0; answer < more; answer++) {
            foreseen = foreseen.plus(last);
        }
        return foreseen;
    }

    /// The time that is left for tools; zero when it is over.
    Duration timeForTools() {
        return left(settings.wallTime().minus(settings.wallTime().dividedBy(TENTHS)));
    }

    /// The time that is left for the model; zero when it is over.
    Duration timeForAnswers() {
        return left(settings.wallTime());
    }

    private Duration left(Duration whole) {
        Duration left = whole.minusNanos(System.nanoTime() - begun);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
