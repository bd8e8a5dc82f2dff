package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Response;
import io.gatehouse.seal.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The rounds of one call that the client has answered, and what came of the last: an answer may be lost on its
/// way. For use under the lock of the call.
final class AnsweredRounds {
    /// How many a call may have.
    private static final int MOST = 100;

    /// Digests of the answers.
    private final List<byte[]> answers = new ArrayList<>();
    private @Nullable Consumer<Round> came;

    int count() {
        return answers.size();
    }

    /// Whether there may be no further one.
    boolean full() {
        return answers.size() >= MOST;
    }

    /// @param digest of the answers of the round that is over now
    void add(byte[] digest) {
        answers.add(digest);
        came = null;
    }

    /// What follows the answers of the last round.
    void came(Consumer<Round> what) {
        if (!answers.isEmpty()) {
            came = what;
        }
    }

    /// What a request is answered that repeats a round; null when that is not known yet.
    ///
    /// @param number of the round
    /// @param digest of its answers
    @Nullable
    Consumer<Round> repeated(int number, byte[] digest) {
        if (!Sha256.same(answers.get(number), digest)) {
            return AnsweredRounds::otherAnswers;
        }
        return number < answers.size() - 1 ? AnsweredRounds::superseded : came;
    }

    private static void otherAnswers(Round round) {
        round.respond(Response.error(
                ErrorCode.INVALID_PARAMS,
                "params.inputResponses are not those that this round of the call was given before."));
    }

    private static void superseded(Round round) {
        round.respond(Response.error(
                ErrorCode.INVALID_PARAMS,
                "params.requestState is of an earlier round of the call. Send the one that came last."));
    }
}
