package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the rounds of one call to a server of 2026-07-28 for a client of an older revision: asks the client on the
/// stream of the call what the server wants to know, and sends the call again with the answers.
public final class ClientRounds {
    /// How many questions one round may have.
    private static final int MOST_QUESTIONS = 32;
    /// How many rounds a call may take.
    private static final int MOST_ROUNDS = 100;

    private final UpstreamExchange call;
    private final String server;
    private final Consumer<Map<String, byte @Nullable []>> again;
    private int rounds;

    /// @param call asks its client
    /// @param again sends the call again, with these members of `params`
    public ClientRounds(UpstreamExchange call, String server, Consumer<Map<String, byte @Nullable []>> again) {
        this.call = call;
        this.server = server;
        this.again = again;
    }

    /// Runs one round.
    ///
    /// @param wanted a result with `input_required`
    public void run(Response wanted) {
        ObjectView result = wanted.result();
        Slice state = member(result, "requestState");
        ObjectView inputs = result == null ? null : result.object("inputRequests");
        int count = inputs == null ? 0 : inputs.size();
        if (++rounds > MOST_ROUNDS || count > MOST_QUESTIONS) {
            fail(
                    Kind.INVALID_ANSWER,
                    "Server " + server + " asked "
                            + (count > MOST_QUESTIONS ? count + " questions at once" : "again and again")
                            + " in the middle of the call");
            return;
        }
        boolean unreadable = inputs == null && member(result, "inputRequests") != null;
        if (unreadable || state == null && count == 0) {
            fail(
                    Kind.INVALID_ANSWER,
                    "Server " + server + " asked for input in the middle of the call, but not for which");
            return;
        }
        call.onCancelled(() -> call.failed(CallFailure.open(
                Kind.CANCELLED, server, Outcome.SENT_OUTCOME_UNKNOWN, Told.of("The client cancelled the call"))));
        Map<String, Request> questions = new LinkedHashMap<>();
        for (int index = 0; inputs != null && index < count; index++) {
            String key = inputs.key(index);
            Request question = InputRequests.question(key, inputs.object(key), call.peer());
            if (question == null) {
                fail(Kind.INVALID_ANSWER, "Server " + server + " asked something that no client understands");
                return;
            }
            questions.put(key, question);
        }
        if (questions.isEmpty()) {
            again(Map.of(), state);
            return;
        }
        Answers answers = new Answers(questions, state);
        questions.forEach((key, question) -> call.ask(question, response -> answers.take(key, response)));
    }

    /// A member that is there and not null.
    private static @Nullable Slice member(@Nullable ObjectView result, String key) {
        Slice value = result == null ? null : result.get(key);
        return value == null || value.first() == 'n' ? null : value;
    }

    private void again(Map<String, String> answers, @Nullable Slice state) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        answers.forEach((key, answer) -> members.add(Json.quote(key) + ":" + answer));
        Map<String, byte @Nullable []> changes = new HashMap<>();
        changes.put("inputResponses", members.toString().getBytes(StandardCharsets.UTF_8));
        changes.put("requestState", state == null ? null : state.bytes());
        again.accept(changes);
    }

    private void fail(Kind kind, String happened) {
        call.failed(CallFailure.open(
                kind, server, Outcome.SENT_OUTCOME_UNKNOWN, new Told(happened, "Go on without this call.")));
    }

    /// The answers to the questions of one round.
    private final class Answers {
        private final Map<String, Request> questions;
        private final @Nullable Slice state;
        private final Map<String, String> given = new LinkedHashMap<>();
        private boolean failed;

        Answers(Map<String, Request> questions, @Nullable Slice state) {
            this.questions = questions;
            this.state = state;
        }

        void take(String key, Response response) {
            Request question = questions.get(key);
            String method = question == null ? "" : question.method();
            ObjectView result = response.result();
            boolean refused = result == null && !method.equals(Method.ELICIT);
            boolean complete;
            synchronized (this) {
                given.put(
                        key,
                        result == null
                                ? "{\"action\":\"cancel\"}"
                                : result.whole().text());
                if (failed) {
                    return;
                }
                failed = refused;
                complete = given.size() == questions.size();
            }
            if (refused) {
                // For forms there is a word for this, for the others there is none.
                fail(
                        Kind.ASKED,
                        "Server " + server + " asked for " + method + " in the middle of the call, and the client did"
                                + " not answer");
            } else if (complete) {
                again(given, state);
            }
        }
    }
}
