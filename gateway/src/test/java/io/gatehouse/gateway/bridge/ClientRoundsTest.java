package io.gatehouse.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Rounds of a modern server, run for a client that does not know them.
class ClientRoundsTest {
    private static final String QUESTION =
            "\"who\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"m\",\"requestedSchema\":{}}}";

    private final Client client = new Client();
    private final List<String> sent = new ArrayList<>();
    private final ClientRounds rounds = new ClientRounds(
            client,
            "s",
            changes -> sent.add(text(changes.get("inputResponses")) + " " + text(changes.get("requestState"))));

    private static String text(byte @Nullable [] json) {
        return json == null ? "none" : new String(json, StandardCharsets.UTF_8);
    }

    private static final class Client implements UpstreamExchange {
        private final List<String> asked = new ArrayList<>();
        private @Nullable CallFailure failure;

        @Override
        public Peer peer() {
            return new Peer(Revision.R2025_11_25, null, null, Caller.ANONYMOUS, null);
        }

        @Override
        public void ask(Request question, Consumer<Response> answer) {
            asked.add(question.body().text());
            answer.accept(Response.result("{\"action\":\"decline\"}"));
        }

        @Override
        public void failed(CallFailure why) {
            failure = why;
        }

        @Override
        public void respond(Response response) {
            throw new AssertionError("nothing is answered here");
        }

        @Override
        public void notify(Notification notification) {}

        @Override
        public void onCancelled(Runnable action) {}
    }

    private void round(String members) {
        rounds.run(Response.result("{\"resultType\":\"input_required\"" + members + "}"));
    }

    @Test
    void theClientIsAskedAndTheCallGoesOutAgain() {
        round(",\"inputRequests\":{" + QUESTION + "},\"requestState\":\"1.10\"");
        assertThat(client.asked).singleElement().asString().contains("\"message\":\"m\"");
        assertThat(sent).containsExactly("{\"who\":{\"action\":\"decline\"}} \"1.10\"");
    }

    @Test
    void aStateAloneIsSentAgain() {
        round(",\"requestState\":\"1.10\"");
        round(",\"inputRequests\":null,\"requestState\":\"1.11\"");
        assertThat(sent).containsExactly("{} \"1.10\"", "{} \"1.11\"");
    }

    /// The call was repeated a hundred times, with whatever effects it had.
    @Test
    void aServerThatAsksForNothingFailsTheCallAtOnce() {
        for (String nothing : List.of(
                "",
                ",\"inputRequests\":{}",
                ",\"requestState\":null",
                ",\"inputRequests\":[],\"requestState\":\"s\"",
                ",\"inputRequests\":{" + QUESTION + "," + QUESTION + "},\"requestState\":\"s\"")) {
            client.failure = null;
            round(nothing);
            assertThat(client.failure)
                    .as(nothing)
                    .isNotNull()
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(CallFailure.Kind.INVALID_ANSWER));
        }
        assertThat(sent).isEmpty();
        assertThat(client.asked).isEmpty();
    }

    @Test
    void aServerThatAsksWithoutEndIsNotAskedAgain() {
        for (int number = 0; number < 200; number++) {
            round(",\"requestState\":\"s\"");
        }
        assertThat(sent).hasSize(100);
        assertThat(client.failure).isNotNull();
    }
}
