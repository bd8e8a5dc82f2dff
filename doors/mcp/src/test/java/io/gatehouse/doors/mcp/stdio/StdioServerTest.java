package io.gatehouse.doors.mcp.stdio;

import static io.gatehouse.doors.mcp.stdio.LineClient.modern;
import static io.gatehouse.doors.mcp.stdio.LineClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.kit.ProbeServer;
import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StdioServerTest {
    private final ProbeServer probe = new ProbeServer();
    private StdioServer server;
    private Thread thread;
    private LineClient connected;

    @AfterEach
    void stop() throws InterruptedException {
        connected.close();
        server.close();
        thread.join(Duration.ofSeconds(20));
        assertThat(thread.isAlive()).isFalse();
    }

    private LineClient connect() {
        return connect(StdioSettings.DEFAULT);
    }

    private LineClient connect(StdioSettings settings) {
        try {
            PipedInputStream toServer = new PipedInputStream(1 << 16);
            PipedInputStream fromServer = new PipedInputStream(1 << 16);
            PipedOutputStream out = new PipedOutputStream(fromServer);
            connected = new LineClient(new PipedOutputStream(toServer), fromServer);
            server = new StdioServer(probe.server, toServer, out, settings);
            thread = Thread.ofPlatform().start(() -> {
                try (out) {
                    server.run();
                } catch (IOException broken) {
                    throw new java.io.UncheckedIOException(broken);
                }
            });
            return connected;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2024_11_05", "R2025_03_26", "R2025_06_18", "R2025_11_25"})
    void servesEveryLegacyRevision(Revision revision) {
        LineClient client = connect();

        JsonNode initialized = client.initialize(revision.id(), "{}").path("result");
        JsonNode result = client.ask(request(1, "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}"));

        assertThat(initialized.path("protocolVersion").asString()).isEqualTo(revision.id());
        assertThat(initialized.path("instructions").asString()).isEqualTo("Only for tests.");
        assertThat(initialized.at("/capabilities/tools/listChanged").asBoolean())
                .isTrue();
        assertThat(result.toString())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}}");
        assertThat(client.ask(request(2, "ping", "{}")).path("result").isEmpty())
                .isTrue();
    }

    @Test
    void offersItsNewestLegacyRevisionToAClientThatAsksForAnUnknownOne() {
        assertThat(connect()
                        .initialize("2099-01-01", "{}")
                        .at("/result/protocolVersion")
                        .asString())
                .isEqualTo("2025-11-25");
    }

    @Test
    void servesModernClientsWithoutAHandshake() {
        LineClient client = connect();

        JsonNode discovered = client.ask(modern(1, "server/discover", "")).path("result");
        JsonNode called = client.ask(modern(2, "tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}"));

        assertThat(discovered.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
        assertThat(discovered.path("resultType").asString()).isEqualTo("complete");
        assertThat(called.at("/result/resultType").asString()).isEqualTo("complete");
    }

    @Test
    void servesBothErasOnOneConnection() {
        LineClient client = connect();
        client.initialize("2025-06-18", "{}");

        assertThat(client.ask(request(1, "tools/list", "{}")).path("result").has("ttlMs"))
                .isFalse();
        assertThat(client.ask(modern(2, "tools/list", "")).path("result").has("ttlMs"))
                .isTrue();
        assertThat(client.ask(modern(3, "ping", "")).at("/error/code").asInt()).isEqualTo(-32601);
        assertThat(client.ask(request(4, "ping", "{}")).has("result")).isTrue();
    }

    @Test
    void saysWhichRevisionsItSpeaksToAClientOfTheFuture() {
        JsonNode error = connect()
                .ask(modern(1, "tools/list", "").replace("2026-07-28", "2031-01-01"))
                .path("error");

        assertThat(error.path("code").asInt()).isEqualTo(-32022);
        assertThat(error.at("/data/supported/0").asString()).isEqualTo("2026-07-28");
        assertThat(error.at("/data/requested").asString()).isEqualTo("2031-01-01");
    }

    @Test
    void wantsInitializeOrMetaFirst() {
        LineClient client = connect();

        assertThat(client.ask(request(1, "tools/list", "{}")).path("error").toString())
                .contains("-32602", "initialize first");
        assertThat(client.ask(request(
                                2,
                                "tools/list",
                                "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":" + "\"2026-07-28\"}}"))
                        .path("error")
                        .toString())
                .contains("-32602", "clientCapabilities");
    }

    @Test
    void speaksOneEraOnlyWhenToldTo() {
        LineClient legacy = connect(StdioSettings.DEFAULT.withRevisions(Set.of(Revision.R2024_11_05)));
        assertThat(legacy.ask(modern(1, "server/discover", ""))
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32601);
        assertThat(legacy.initialize("2025-11-25", "{}")
                        .at("/result/protocolVersion")
                        .asString())
                .isEqualTo("2024-11-05");
        legacy.close();

        LineClient modern = connect(StdioSettings.DEFAULT.withRevisions(Set.of(Revision.R2026_07_28)));
        assertThat(modern.initialize("2025-11-25", "{}").at("/error/code").asInt())
                .isEqualTo(-32022);
        assertThat(modern.ask(modern(1, "tools/list", "")).has("result")).isTrue();
    }

    @Test
    void answersBadInputAndGoesOn() {
        LineClient client = connect();

        assertThat(client.ask("nonsense").toString())
                .contains("\"id\":null", "-32700", "\"io.gatehouse/failure\":{\"category\":\"validation\"");
        assertThat(client.ask("{\"jsonrpc\":\"1.0\",\"id\":4,\"method\":\"ping\"}")
                        .toString())
                .contains("\"id\":4", "-32600");
        assertThat(client.ask("{\"jsonrpc\":\"2.0\",\"id\":4,\"id\":5,\"method\":\"ping\"}")
                        .toString())
                .contains("-32600", "duplicate");
        assertThat(client.ask(modern(9, "no/such/thing", "")).toString()).contains("\"id\":9", "-32601");
        assertThat(client.ask(modern(9, "ping", "")).toString()).contains("-32601", "\"io.gatehouse/failure\"");
        assertThat(client.ask(request(10, "ping", "{}")).path("id").asInt()).isEqualTo(10);
    }

    @Test
    void refusesLinesPastTheBoundAndGoesOn() {
        LineClient client = connect(StdioSettings.DEFAULT.withLimits(new Limits(1_000, 20)));

        client.sendRaw("x".repeat(200_000) + "\n");

        assertThat(client.next().toString()).contains("longer than 1000 bytes", "\"io.gatehouse/failure\"");
        assertThat(client.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":" + "[".repeat(30))
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32700);
        assertThat(client.ask(request(2, "ping", "{}")).has("result")).isTrue();
    }

    @Test
    void toleratesAByteOrderMarkCarriageReturnsBlankLinesAndSplitMessages() {
        LineClient client = connect();

        client.sendRaw("\ufeff\r\n\n  \n{\"jsonrpc\":\"2.0\",\"id\":1,").sendRaw("\"method\":\"ping\"}\r\n");

        assertThat(client.next().path("id").asInt()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-26", "2024-11-05"})
    void answersBatchesTogether(String revision) {
        LineClient client = connect();
        client.initialize(revision, "{}");

        client.send("[" + request(1, "ping", "{}") + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},"
                + request(2, "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"b\"}}") + ",7]");

        JsonNode batch = client.next();
        assertThat(batch.isArray()).isTrue();
        assertThat(batch.valueStream().map(answer -> answer.path("id").toString()))
                .containsExactlyInAnyOrder("1", "2", "null");
    }

    @Test
    void refusesBatchesWhereTheRevisionHasNone() {
        LineClient client = connect();
        client.initialize("2025-06-18", "{}");

        assertThat(client.ask("[" + request(1, "ping", "{}") + "]").toString()).contains("-32600", "2025-03-26");
    }

    @Test
    void cancelsWhatTheClientCancels() throws InterruptedException {
        LineClient client = connect();
        client.initialize("2025-11-25", "{}");
        client.send(request(1, "tools/call", "{\"name\":\"wait\"}"));
        assertThat(probe.started.await(20, TimeUnit.SECONDS)).isTrue();

        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        assertThat(probe.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.ask(request(2, "ping", "{}")).path("id").asInt())
                .as("no response to the cancelled request")
                .isEqualTo(2);
    }

    @Test
    void refusesTheIdOfARunningRequest() throws InterruptedException {
        LineClient client = connect();
        client.initialize("2025-11-25", "{}");
        client.send(request(1, "tools/call", "{\"name\":\"wait\"}"));
        assertThat(probe.started.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(client.ask(request(1, "ping", "{}")).at("/error/message").asString())
                .contains("still running");
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
        assertThat(probe.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void asksALegacyClientInTheMiddleOfACall() {
        LineClient client = connect();
        client.initialize("2025-06-18", "{\"elicitation\":{}}");
        client.send(request(1, "tools/call", "{\"name\":\"ask\"}"));

        JsonNode first = client.next();
        assertThat(first.path("method").asString()).isEqualTo("elicitation/create");
        assertThat(first.at("/params/message").asString()).isEqualTo("Who?");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":" + first.path("id")
                + ",\"result\":{\"action\":\"accept\",\"content\":{\"value\":\"Ada\"}}}");
        JsonNode second = client.next();
        client.send("{\"jsonrpc\":\"2.0\",\"id\":" + second.path("id")
                + ",\"result\":{\"action\":\"accept\",\"content\":{\"value\":\"red\"}}}");

        assertThat(client.next().at("/result/content/0/text").asString()).isEqualTo("Ada likes red");
    }

    @Test
    void withdrawsItsQuestionWhenTheCallIsCancelled() {
        LineClient client = connect();
        client.initialize("2025-06-18", "{\"elicitation\":{}}");
        client.send(request(1, "tools/call", "{\"name\":\"ask\"}"));
        JsonNode question = client.next();

        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        JsonNode withdrawn = client.next();
        assertThat(withdrawn.path("method").asString()).isEqualTo("notifications/cancelled");
        assertThat(withdrawn.at("/params/requestId")).isEqualTo(question.path("id"));
    }

    @Test
    void asksNothingOfAClientThatDeclaredNothing() {
        LineClient client = connect();
        client.initialize("2025-06-18", "{}");

        assertThat(client.ask(request(1, "tools/call", "{\"name\":\"ask\"}"))
                        .path("result")
                        .toString())
                .contains("\"isError\":true", "elicitation/create");
    }

    @Test
    void tellsProgressAndLogsWithTheLevelOfTheSession() {
        LineClient client = connect();
        client.initialize("2025-11-25", "{}");
        assertThat(client.ask(request(1, "logging/setLevel", "{\"level\":\"warning\"}"))
                        .has("result"))
                .isTrue();
        assertThat(client.ask(request(2, "logging/setLevel", "{\"level\":\"shout\"}"))
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32602);

        client.send(request(3, "tools/call", "{\"name\":\"talk\",\"_meta\":{\"progressToken\":\"p-1\"}}"));

        assertThat(client.next().path("params").toString())
                .isEqualTo("{\"progressToken\":\"p-1\",\"progress\":1,\"total\":2,\"message\":\"half\"}");
        assertThat(client.next().path("params").toString()).isEqualTo("{\"level\":\"warning\",\"data\":\"loud\"}");
        assertThat(client.next().path("id").asInt()).isEqualTo(3);
    }

    @Test
    void logsToAModernClientOnlyWhenItsRequestWantsIt() {
        LineClient client = connect();

        assertThat(client.ask(modern(1, "tools/call", "\"name\":\"talk\"")).has("result"))
                .isTrue();
        client.send(
                modern(2, "tools/call", "\"name\":\"talk\"", "{}", ",\"io.modelcontextprotocol/logLevel\":\"debug\""));

        assertThat(client.next().at("/params/data").asString()).isEqualTo("quiet");
        assertThat(client.next().at("/params/data").asString()).isEqualTo("loud");
        assertThat(client.next().path("id").asInt()).isEqualTo(2);
    }

    @Test
    void tellsLegacyClientsOfListsAndOfResourcesTheySubscribedTo() {
        LineClient client = connect();
        client.initialize("2025-11-25", "{}");
        assertThat(client.ask(request(1, "resources/subscribe", "{\"uri\":\"test://one\"}"))
                        .has("result"))
                .isTrue();
        assertThat(client.ask(request(2, "resources/subscribe", "{\"uri\":\"test://none\"}"))
                        .has("error"))
                .isTrue();

        probe.server.updated("test://one");
        assertThat(client.line())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                        + "\"params\":{\"uri\":\"test://one\"}}");
        probe.server.removeTool("fail");
        assertThat(client.next().path("method").asString()).isEqualTo("notifications/tools/list_changed");

        assertThat(client.ask(request(3, "resources/unsubscribe", "{\"uri\":\"test://one\"}"))
                        .has("result"))
                .isTrue();
        probe.server.updated("test://one");
        assertThat(client.ask(request(4, "ping", "{}")).path("id").asInt()).isEqualTo(4);
    }

    @Test
    void tagsWhatAModernSubscriptionTellsAndEndsItWhenCancelled() {
        LineClient client = connect();
        JsonNode acknowledged = client.ask(
                modern(
                        5,
                        "subscriptions/listen",
                        "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://one\",\"test://none\"]}"));
        assertThat(acknowledged.toString())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"
                        + "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":5},\"notifications\":{"
                        + "\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://one\"]}}}");

        probe.server.removePrompt("greet");
        probe.server.removeTool("fail");
        JsonNode changed = client.next();
        assertThat(changed.path("method").asString()).isEqualTo("notifications/tools/list_changed");
        assertThat(changed.at("/params/_meta").toString()).isEqualTo("{\"io.modelcontextprotocol/subscriptionId\":5}");
        probe.server.updated("test://one");
        assertThat(client.line()).contains("test://one", "\"io.modelcontextprotocol/subscriptionId\":5");

        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
        assertThat(client.ask(modern(6, "tools/list", "")).path("id").asInt()).isEqualTo(6);
        probe.server.updated("test://one");
        assertThat(client.ask(modern(7, "tools/list", "")).path("id").asInt()).isEqualTo(7);
    }

    @Test
    void endsASubscriptionWithAResponseWhenTheServerStops() {
        LineClient client = connect();
        client.ask(modern(5, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));

        probe.server.close();

        assertThat(client.line())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"resultType\":\"complete\",\"_meta\":{"
                        + "\"io.modelcontextprotocol/subscriptionId\":5}}}");
    }

    @Test
    void endsASubscriptionWithAResponseWhenItIsStopped() throws InterruptedException {
        LineClient client = connect();
        client.ask(modern(5, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));

        server.stop(Duration.ofSeconds(20));

        assertThat(client.line()).contains("\"id\":5", "\"resultType\":\"complete\"");
    }

    @Test
    void finishesWhatRunsAndEndsWithItsInput() throws InterruptedException {
        LineClient client = connect(StdioSettings.DEFAULT.withDrain(Duration.ofSeconds(20)));
        client.initialize("2025-11-25", "{}");

        client.sendRaw(request(1, "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"last\"}}"));
        client.close();

        assertThat(client.next().at("/result/content/0/text").asString()).isEqualTo("last");
        assertThat(client.ended()).isTrue();
        thread.join(Duration.ofSeconds(20));
        assertThat(thread.isAlive()).isFalse();
    }

    /// Nobody could answer it any more, and the call would be cut off without an answer.
    @Test
    void endsQuestionsToAClientThatHasClosedItsSide() {
        LineClient client = connect(StdioSettings.DEFAULT.withDrain(Duration.ofMinutes(10)));
        client.initialize("2025-11-25", "{\"elicitation\":{}}");
        client.send(request(1, "tools/call", "{\"name\":\"ask\"}"));
        assertThat(client.next().path("method").asString()).isEqualTo("elicitation/create");

        client.close();

        assertThat(client.next().path("method").asString()).isEqualTo("notifications/cancelled");
        assertThat(client.next().path("id").asInt()).isEqualTo(1);
        assertThat(client.ended()).isTrue();
    }

    @Test
    void stopsAtOnceWhereTheClientHasClosedItsSide() throws InterruptedException {
        LineClient client = connect(StdioSettings.DEFAULT.withDrain(Duration.ofMinutes(10)));
        client.initialize("2025-11-25", "{\"elicitation\":{}}");
        client.send(request(1, "tools/call", "{\"name\":\"wait\"}"));
        client.send(request(2, "tools/call", "{\"name\":\"ask\"}"));
        assertThat(client.next().path("method").asString()).isEqualTo("elicitation/create");
        client.close();
        assertThat(client.next().path("method").asString()).isEqualTo("notifications/cancelled");
        assertThat(client.next().path("id").asInt()).isEqualTo(2);

        server.stop(Duration.ofMinutes(10));

        assertThat(client.next().at("/result/isError").asBoolean()).isTrue();
        assertThat(client.ended()).isTrue();
    }

    @Test
    void interruptsWhatDoesNotFinishAfterItsInput() throws InterruptedException {
        LineClient client = connect(StdioSettings.DEFAULT.withDrain(Duration.ofMillis(50)));
        client.initialize("2025-11-25", "{}");
        client.send(request(1, "tools/call", "{\"name\":\"wait\"}"));
        assertThat(probe.started.await(20, TimeUnit.SECONDS)).isTrue();

        client.close();

        assertThat(probe.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.ended()).isTrue();
    }
}
