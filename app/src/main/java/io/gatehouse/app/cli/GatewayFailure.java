package io.gatehouse.app.cli;

import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.ServerLog;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an answer says that the gateway gave in place of a server: see [Failure].
///
/// @param server that it was for; empty when none was asked
/// @param category as it is written, `downstream` say
/// @param outcome as it is written, `not_sent` say; empty when nothing is said
/// @param waits whether a person has to approve the call first
public record GatewayFailure(String server, String category, String outcome, boolean waits) {
    private static final int MOST_LINES = 5;

    /// That of an answer; null when the server itself answered.
    public static @Nullable GatewayFailure of(Response answer) {
        ObjectView failure = member(member(answer.result(), "_meta"), Failure.KEY);
        if (failure == null) {
            failure = member(member(answer.error(), "data"), Failure.KEY);
        }
        String server = failure == null ? null : failure.string("server");
        String category = failure == null ? null : failure.string("category");
        String outcome = failure == null ? null : failure.string("outcome");
        return category == null
                ? null
                : new GatewayFailure(
                        server == null ? "" : server,
                        category,
                        outcome == null ? "" : outcome,
                        member(failure, "approval") != null);
    }

    /// Whether the gateway's own policies refused the call, so that no server knows of it.
    boolean refused() {
        return notSent() && is(Category.ACCESS);
    }

    /// Whether the gateway ended or refused the call, or the server gave no answer. A call that is wrong itself is its
    /// caller's error.
    public boolean unreachable() {
        return !is(Category.VALIDATION);
    }

    /// Whether no server got the call.
    boolean notSent() {
        return outcome.equals(Outcome.NOT_SENT.name().toLowerCase(Locale.ROOT));
    }

    /// The reason of a call that just failed, from the server's log: the failure, and what the server wrote on standard
    /// error meanwhile. Null when the log tells of none.
    ///
    /// @param asked when the call was made
    /// @param earlier whether what the server wrote before the call counts too, since it was up last
    public static @Nullable String reason(List<ServerLog.Line> lines, Instant asked, boolean earlier) {
        String happened = null;
        Deque<String> said = new ArrayDeque<>();
        for (ServerLog.Line line : lines.reversed()) {
            boolean late = !line.time().isBefore(asked);
            switch (line.origin()) {
                case FAILURE -> happened = happened == null && late ? line.text() : happened;
                case STATE -> {
                    if (happened != null && line.text().startsWith("ready")) {
                        return sentence(happened, said);
                    }
                }
                case STDERR -> {
                    if (happened != null && (late || earlier) && said.size() < MOST_LINES) {
                        said.addFirst(line.text());
                    }
                }
            }
        }
        return happened == null ? null : sentence(happened, said);
    }

    private static String sentence(String happened, Deque<String> said) {
        return said.isEmpty()
                ? happened
                : ServerReport.sentences(happened, "Its last lines: " + String.join(" | ", said));
    }

    private static @Nullable ObjectView member(@Nullable ObjectView holder, String key) {
        return holder == null ? null : holder.object(key);
    }

    private boolean is(Category other) {
        return category.equals(other.name().toLowerCase(Locale.ROOT));
    }
}
