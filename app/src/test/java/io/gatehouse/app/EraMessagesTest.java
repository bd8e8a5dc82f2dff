package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.protocol.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every revision of clients with every kind of server: what is said beside requests and answers.
@ParameterizedClass(name = "{0}")
@MethodSource("io.gatehouse.app.EraCell#all")
class EraMessagesTest extends EraTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> QUESTIONS = List.of("elicitation/create", "sampling/createMessage", "roots/list");

    private static EraBed bed;

    EraMessagesTest(EraCell cell) {
        super(cell);
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        bed = new EraBed(folder, "{}", Unlisted.streamAfter(Duration.ofMillis(100)));
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
    }

    @Override
    EraBed bed() {
        return bed;
    }

    @Test
    void progressComesUnderTheClientsOwnToken() {
        for (String token : List.of("\"my token\"", "7")) {
            WireClient client = client();
            Reply reply =
                    client.send("tools/call", "\"name\":\"" + tool("progress") + "\"", "\"progressToken\":" + token);
            assertThat(reply.said()).isEqualTo("done");
            assertThat(client.awaitHeard("progress", message -> message.contains("notifications/progress")))
                    .contains("\"progressToken\":" + token, "\"progress\":1.50", PlainServer.UNKNOWN);
        }
    }

    /// Servers of the legacy era name no request with a log message. Where they have only one way for all messages,
    /// clients with a level get a connection of their own.
    @Test
    void logMessagesComeToTheOneWhoAskedForThem() {
        WireClient client = client();
        String key = UUID.randomUUID().toString();
        if (!cell.client().modern()) {
            client.send("logging/setLevel", "\"level\":\"debug\"").result();
        }
        Reply reply = client.send(
                "tools/call",
                "\"name\":\"" + tool("log") + "\",\"arguments\":{\"key\":\"" + key + "\"}",
                cell.client().modern() ? "\"io.modelcontextprotocol/logLevel\":\"debug\"" : "");
        assertThat(reply.said()).isEqualTo("done");
        assertThat(client.awaitHeard("the log message", message -> message.contains(key)))
                .contains("\"n\":1.10");
    }

    @Test
    void aModernClientThatDidNotAskForLogMessagesGetsNone() {
        WireClient client = client();
        assertThat(client.call(tool("log"), "unasked").said()).isEqualTo("done");
        if (cell.client().modern()) {
            assertThat(client.heard()).isEmpty();
        }
    }

    @Test
    void cancellingReachesTheServer() {
        WireClient client = client();
        String key = UUID.randomUUID().toString();
        Running call = client.start(tool("wait"), key);
        Patience.until(
                "the call runs", () -> client.call(tool("waits"), key).said().equals("waiting"));
        client.cancel(call);
        Patience.until(
                "the call is cancelled",
                () -> client.call(tool("waits"), key).said().equals("cancelled"));
    }

    @Test
    void changesOfListsAndResourcesAreTold() {
        WireClient client = client();
        client.listen("plain://one");
        assertThat(client.call(tool("touch")).said()).isEqualTo("done");
        assertThat(client.awaitHeard("the update", message -> message.contains("resources/updated")))
                .contains("\"uri\":\"plain://one\"");
        String added = "t" + UUID.randomUUID().toString().substring(0, 8);
        assertThat(client.call(tool("change"), added).said()).isEqualTo("done");
        client.awaitHeard("the change", message -> message.contains("notifications/tools/list_changed"));
        Patience.until(
                "the new tool",
                () -> client.send("tools/call", "\"name\":\"" + tool(added) + "\"")
                        .text()
                        .contains("called " + added));
        if (cell.client().modern()) {
            assertThat(client.heard()).allMatch(message -> message.contains(RESERVED + "subscriptionId"));
        } else {
            client.send("resources/unsubscribe", "\"uri\":\"plain://one\"").result();
        }
    }

    @Test
    void whatAServerAsksInTheMiddleOfACallReachesItsClientAndTheAnswerTheServer() {
        WireClient client = client("{\"elicitation\":{},\"sampling\":{},\"roots\":{}}");
        client.answering(
                question -> answer(JSON.readTree(question).path("method").asString()));
        for (String method : QUESTIONS) {
            String call = "\"name\":\"" + tool("ask") + "\",\"arguments\":{\"key\":\"" + method + "\"}";
            Reply reply = client.send("tools/call", call);
            if (cell.client().modern()) {
                reply = client.send("tools/call", call + "," + answers(method, reply));
            } else {
                assertThat(client.heard())
                        .anyMatch(message -> message.contains("\"method\":\"" + method + "\"")
                                && message.contains(PlainServer.UNKNOWN));
            }
            assertThat(reply.said()).as(method).contains("\"n\":1.10", PlainServer.UNKNOWN);
            assertThat(reply.said().contains("\"requestState\":\"state 1.10\"")).isEqualTo(cell.modernServer());
        }
    }

    /// The members with which a modern client goes on.
    private static String answers(String method, Reply asked) {
        JsonNode result = asked.result();
        assertThat(result.path("resultType").asString()).isEqualTo("input_required");
        assertThat(asked.text()).contains(PlainServer.UNKNOWN).doesNotContain("state 1.10");
        String key = result.path("inputRequests").propertyNames().iterator().next();
        assertThat(result.path("inputRequests").path(key).path("method").asString())
                .isEqualTo(method);
        return "\"inputResponses\":{" + Json.quote(key) + ":" + answer(method) + "},\"requestState\":"
                + result.path("requestState");
    }

    private static String answer(String method) {
        String answer = switch (method) {
            case "elicitation/create" -> "\"action\":\"accept\",\"content\":{\"n\":1.10}";
            case "roots/list" -> "\"roots\":[{\"uri\":\"file:///n\",\"n\":1.10}]";
            default -> "\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"n\":1.10}";
        };
        return "{" + answer + "," + PlainServer.UNKNOWN + "}";
    }

    @Test
    void addressesToBeOpenedFirstAreWhatTheClientsRevisionHas() {
        String visit = tool("visit");
        Reply reply = client("{\"elicitation\":{\"url\":{}}}").call(visit);
        boolean crosses = cell.client().modern() && !cell.modernServer();
        if (crosses) {
            JsonNode asked = reply.result().path("inputRequests").path("url-1");
            assertThat(asked.path("method").asString()).isEqualTo("elicitation/create");
            assertThat(asked.path("params").toString())
                    .isEqualTo("{\"mode\":\"url\",\"message\":\"Sign in\",\"url\":\"https://example.org/in\"}");
            assertThat(client("{}")
                            .call(visit)
                            .error()
                            .at("/data/requiredCapabilities/elicitation")
                            .has("url"))
                    .isTrue();
        } else {
            assertThat(reply.error().path("code").asInt()).isEqualTo(-32042);
        }
    }

    @Test
    void whoCannotBeAskedIsNotAndTheServerHearsSo() {
        WireClient client = client();
        Reply reply = client.call(tool("ask"), "sampling/createMessage");
        if (!cell.modernServer()) {
            assertThat(reply.said()).as("what the server heard").contains("error");
        } else if (cell.client().modern()) {
            assertThat(reply.error().path("code").asInt()).isEqualTo(-32021);
            assertThat(reply.error().at("/data/requiredCapabilities").has("sampling"))
                    .isTrue();
        } else {
            assertThat(reply.toolError()).isTrue();
            assertThat(reply.said()).contains(cell.kind().server(), "sampling/createMessage");
        }
        assertThat(client.heard()).isEmpty();
    }
}
