package io.gatehouse.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Questions to the client in the middle of a call, in both eras.
class InputRequiredTest {
    private static final String CAN = "{\"elicitation\":{}}";
    private static final String ADA = "{\"name\":{\"action\":\"accept\",\"content\":{\"value\":\"Ada\"}}}";
    private static final String RED = "{\"colour\":{\"action\":\"accept\",\"content\":{\"value\":\"red\"}}}";

    private final ProbeServer probe = new ProbeServer();
    private final Client modern = new Client(probe.server, Revision.R2026_07_28, CAN);

    @Test
    void asksAModernClientRoundByRoundAndKeepsItsAnswers() {
        JsonNode first = modern.result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}");
        JsonNode second = retry(modern, ADA, first);
        JsonNode third = retry(modern, RED, second);

        assertThat(first.path("resultType").asString()).isEqualTo("input_required");
        assertThat(first.at("/inputRequests/name/method").asString()).isEqualTo("elicitation/create");
        assertThat(first.at("/inputRequests/name/params/message").asString()).isEqualTo("Who?");
        assertThat(second.path("inputRequests").propertyNames()).containsExactly("colour");
        assertThat(third.at("/content/0/text").asString()).isEqualTo("Ada likes red");
    }

    @Test
    void asksAgainForWhatWasNotAnswered() {
        JsonNode first = modern.result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}");

        assertThat(retry(modern, "{\"other\":{\"action\":\"accept\"}}", first)
                        .path("inputRequests")
                        .propertyNames())
                .containsExactly("name");
    }

    @Test
    void takesTheSameArgumentsHoweverTheyAreSpelled() {
        KitServer server = KitServer.builder("spelling", "1")
                .tool(Tool.named("ask").does(call -> {
                    call.elicit("name", "Who?", "{\"type\":\"object\"}");
                    return ToolResult.text("done");
                }))
                .build();
        Client client = new Client(server, Revision.R2026_07_28, CAN);
        String state = client.result("tools/call", "{\"name\":\"ask\",\"arguments\":{\"a\":1.50,\"b\":[{}]}}")
                .path("requestState")
                .toString();

        assertThat(client.result(
                                "tools/call",
                                "{\"name\":\"ask\",\"arguments\":{ \"b\" : [ {} ], \"a\" : 1.5 },\"inputResponses\":"
                                        + ADA + ",\"requestState\":" + state + "}")
                        .at("/content/0/text")
                        .asString())
                .isEqualTo("done");
        assertThat(client.error(
                                "tools/call",
                                "{\"name\":\"ask\",\"arguments\":{\"a\":1.51,\"b\":[{}]},\"inputResponses\":" + ADA
                                        + ",\"requestState\":" + state + "}")
                        .path("message")
                        .asString())
                .contains("another call");
    }

    @Test
    void refusesTheStateOfAnotherCallerOrServer() {
        JsonNode first = modern.result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}");

        for (Caller other : new Caller[] {
            Caller.ofKey("somebody-else"),
            Caller.ANONYMOUS,
            Caller.of(CallerId.local("anonymous")),
            Caller.of(new CallerId(CallerId.Kind.KEY, "", "anonymous", "", "tenant"))
        }) {
            assertThat(refusal(new Client(probe.server, Revision.R2026_07_28, CAN, other), first))
                    .as(other.id().text())
                    .contains("another call");
        }
        assertThat(refusal(new Client(new ProbeServer().server, Revision.R2026_07_28, CAN), first))
                .contains("not made by this server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "{\"a\":1e9999999999}", "{\"a\":1e-9999999999}"})
    void refusesArgumentsAndAnswersThatCannotBeRead(String odd) {
        JsonNode first = modern.result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}");

        assertThat(modern.error("tools/call", retryOf(ADA, first).replace("\"arguments\":{}", "\"arguments\":" + odd))
                        .path("message")
                        .asString())
                .startsWith("params.arguments cannot be read");
        assertThat(modern.send("tools/call", retryOf("{\"name\":" + odd + "}", first))
                        .body()
                        .text())
                .contains("the answer \\\"name\\\" cannot be read");
    }

    @Test
    void takesTheStateOfAServerThatItStandsInFor() {
        KeyRing keys = KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system());
        JsonNode first = asking("shop", keys).result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}");

        assertThat(retry(asking("shop", keys), ADA, first).at("/content/0/text").asString())
                .isEqualTo("done");
        assertThat(refusal(asking("other", keys), first)).contains("not made by this server");
    }

    private static Client asking(String name, KeyRing keys) {
        KitServer server = KitServer.builder(name, "1")
                .stateKeys(keys)
                .tool(Tool.named("ask").does(call -> {
                    call.elicit("name", "Who?", "{\"type\":\"object\"}");
                    return ToolResult.text("done");
                }))
                .build();
        return new Client(server, Revision.R2026_07_28, CAN);
    }

    @Test
    void refusesAnswersThatGrowPastTheBound() {
        JsonNode first = modern.result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}");
        String endless = "{\"name\":{\"action\":\"accept\",\"content\":{\"value\":\""
                + "x".repeat(KitSettings.DEFAULT.maxStateBytes()) + "\"}}}";

        assertThat(modern.error("tools/call", retryOf(endless, first))
                        .path("message")
                        .asString())
                .contains("have grown past");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-TAMPERED", "A", ".", ""})
    void refusesAStateThatWasChanged(String more) {
        String state = modern.result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}")
                .path("requestState")
                .asString();
        String changed = more.isEmpty() ? (state.charAt(0) == 'e' ? 'f' : 'e') + state.substring(1) : state + more;

        JsonNode error = modern.error(
                "tools/call",
                "{\"name\":\"ask\",\"arguments\":{},\"inputResponses\":" + ADA + ",\"requestState\":\"" + changed
                        + "\"}");

        assertThat(error.path("code").asInt()).isEqualTo(-32602);
        assertThat(error.path("message").asString()).contains("requestState");
    }

    @Test
    void refusesAStateThatIsTooOld() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-08-01T00:00:00Z"));
        InstantSource source = now::get;
        KitServer server = KitServer.builder("clock", "1")
                .clock(source.withZone(ZoneOffset.UTC))
                .settings(KitSettings.DEFAULT.withAnswerTimes(Duration.ofSeconds(1), Duration.ofMinutes(10)))
                .tool(Tool.named("ask").does(call -> {
                    call.elicit("name", "Who?", "{\"type\":\"object\"}");
                    return ToolResult.text("done");
                }))
                .build();
        Client client = new Client(server, Revision.R2026_07_28, CAN);
        JsonNode first = client.result("tools/call", "{\"name\":\"ask\",\"arguments\":{}}");

        now.set(now.get().plus(Duration.ofMinutes(11)));

        assertThat(refusal(client, first)).contains("older than 600 seconds");
        assertThat(Clock.systemUTC().instant()).isNotEqualTo(now.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":12345}", "null", "[]", "{\"name\":{\"action\":\"maybe\"}}"})
    void refusesAnswersThatAreNone(String answers) {
        assertThat(modern.error("tools/call", "{\"name\":\"ask\",\"arguments\":{},\"inputResponses\":" + answers + "}")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void namesTheCapabilityThatAModernClientLacks() {
        JsonNode error = Client.modern(probe.server).error("tools/call", "{\"name\":\"ask\"}");

        assertThat(error.path("code").asInt()).isEqualTo(-32021);
        assertThat(error.at("/data/requiredCapabilities").toString()).isEqualTo("{\"elicitation\":{}}");
        assertThat(new Client(probe.server, Revision.R2026_07_28, "{\"elicitation\":{\"url\":{}}}")
                        .error("tools/call", "{\"name\":\"ask\"}")
                        .path("code")
                        .asInt())
                .as("a client that takes links only is asked no form")
                .isEqualTo(-32021);
    }

    @Test
    void asksALegacyClientWhileTheCallGoesOn() {
        Client client = new Client(probe.server, Revision.R2025_06_18, CAN)
                .answering(question -> Response.result("{\"action\":\"accept\",\"content\":{\"value\":\""
                        + question.params().string("message") + "\"}}"));

        assertThat(client.result("tools/call", "{\"name\":\"ask\"}")
                        .at("/content/0/text")
                        .asString())
                .isEqualTo("Who? likes Which?");
    }

    @Test
    void turnsTheRefusalOfALegacyClientIntoAToolError() {
        Client client = new Client(probe.server, Revision.R2025_06_18, CAN);

        assertThat(client.result("tools/call", "{\"name\":\"ask\"}").toString())
                .contains("\"isError\":true", "nobody is there");
    }

    private static JsonNode retry(Client client, String answers, JsonNode before) {
        return client.result("tools/call", retryOf(answers, before));
    }

    private static String refusal(Client client, JsonNode before) {
        return client.error("tools/call", retryOf(ADA, before)).path("message").asString();
    }

    private static String retryOf(String answers, JsonNode before) {
        return "{\"name\":\"ask\",\"arguments\":{},\"inputResponses\":" + answers + ",\"requestState\":"
                + before.path("requestState") + "}";
    }
}
