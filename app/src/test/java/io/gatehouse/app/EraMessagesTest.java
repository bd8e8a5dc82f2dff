package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.EraCell.Kind;
import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.protocol.Revision;
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

/// Every revision of clients with every kind of server: what is said beside requests and answers.
@ParameterizedClass(name = "{0}")
@MethodSource("io.gatehouse.app.EraCell#all")
class EraMessagesTest extends EraTest {
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
    /// sessions with a level get a connection of their own; modern clients have no session.
    @Test
    void logMessagesComeToTheOneWhoAskedForThem() {
        boolean onOneWay = cell.kind() == Kind.STDIO_LEGACY || cell.kind() == Kind.EVENTS;
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
        if (!cell.client().modern() || !onOneWay) {
            assertThat(client.awaitHeard("the log message", message -> message.contains(key)))
                    .contains("\"n\":1.10");
        }
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
    void aQuestionPassesWithinAnEraAndIsRefusedAcross() {
        boolean forms = cell.client().compareTo(Revision.R2025_06_18) >= 0;
        String method = forms ? "elicitation/create" : "sampling/createMessage";
        WireClient client = client(forms ? "{\"elicitation\":{}}" : "{\"sampling\":{}}");
        client.answering(
                question -> "{\"action\":\"accept\",\"content\":{\"who\":\"me\"}," + PlainServer.UNKNOWN + "}");
        Reply reply = client.call(tool("ask"), method);
        if (!cell.sameEra() && cell.kind().modern()) {
            assertThat(reply.toolError()).isTrue();
            assertThat(reply.said()).contains(cell.kind().server(), method);
            assertThat(client.heard()).isEmpty();
        } else if (!cell.sameEra()) {
            assertThat(reply.said()).as("what the server heard").contains("error", "elicitation");
            assertThat(client.heard()).isEmpty();
        } else if (!cell.client().modern()) {
            assertThat(client.heard())
                    .anyMatch(message ->
                            message.contains("\"method\":\"" + method + "\"") && message.contains(PlainServer.UNKNOWN));
            assertThat(reply.said()).contains("\"who\":\"me\"", PlainServer.UNKNOWN);
        } else {
            assertThat(reply.text())
                    .contains("\"input_required\"", "\"requestState\":\"state 1.10\"", PlainServer.UNKNOWN);
            String answer = "\"inputResponses\":{\"who\":{\"action\":\"accept\",\"content\":{\"n\":1.10}}},"
                    + "\"requestState\":\"state 1.10\"";
            Reply second = client.send(
                    "tools/call",
                    "\"name\":\"" + tool("ask") + "\",\"arguments\":{\"key\":\"" + method + "\"}," + answer);
            assertThat(second.said()).contains(answer);
        }
    }
}
