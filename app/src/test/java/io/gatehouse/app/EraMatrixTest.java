package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every revision of clients with every kind of server: what any of them may do works with all of them, and what
/// passes
/// does so byte for byte.
@ParameterizedClass(name = "{0}")
@MethodSource("cells")
class EraMatrixTest {
    private static final String RESERVED = "io.modelcontextprotocol/";

    @TempDir
    static Path folder;

    private static FixtureServer oldHttp;
    private static FixtureServer newHttp;
    private static EventsServer events;
    private static Bed bed;

    private final Cell cell;
    private final List<WireClient> clients = new ArrayList<>();

    EraMatrixTest(Cell cell) {
        this.cell = cell;
    }

    /// The ways to a server, and the era that is spoken on each.
    enum Kind {
        IN_PROCESS(true),
        STDIO_LEGACY(false),
        STDIO_DUAL(true),
        HTTP_LEGACY(false),
        HTTP_MODERN(true),
        EVENTS(false);

        private final boolean modern;

        Kind(boolean modern) {
            this.modern = modern;
        }

        String server() {
            return name().toLowerCase(Locale.ROOT).replace("_", "");
        }
    }

    /// A client's revision and a kind of server.
    record Cell(Revision client, Kind kind) {
        /// Whether nothing has to be translated between the two. A server in the gateway's process is of any era.
        boolean sameEra() {
            return kind == Kind.IN_PROCESS || client.modern() == kind.modern;
        }

        /// Whether the server hears of the modern era.
        boolean modernServer() {
            return kind == Kind.IN_PROCESS ? client.modern() : kind.modern;
        }

        @Override
        public String toString() {
            return client + " to " + kind;
        }
    }

    static Stream<Cell> cells() {
        return Arrays.stream(Revision.values())
                .flatMap(revision -> Arrays.stream(Kind.values()).map(kind -> new Cell(revision, kind)));
    }

    @BeforeAll
    static void start() throws Exception {
        oldHttp = new FixtureServer(new PlainServer(), 0, Era.LEGACY);
        newHttp = new FixtureServer(new PlainServer(), 0, Era.MODERN);
        events = new EventsServer(new PlainServer());
        bed = new Bed(
                folder,
                """
                limits: {page-size: 4}
                servers:
                  stdiolegacy: %s
                  stdiodual: %s
                  httplegacy: {url: %s}
                  httpmodern: {url: %s}
                  events: {url: %s, type: sse}
                """.formatted(
                                command(Era.LEGACY),
                                command(Era.BOTH),
                                oldHttp.endpoint(),
                                newHttp.endpoint(),
                                events.endpoint()),
                ServerSettings.of("inprocess", new Transport.InProcess(new PlainServer())));
        for (Kind kind : Kind.values()) {
            bed.awaitReady(kind.server());
            Revision revision = bed.server(kind.server()).state().revision();
            assertThat(revision.modern()).as(kind.toString()).isEqualTo(kind.modern);
        }
    }

    private static String command(Era era) {
        List<String> command = PlainServer.command(era);
        return "{command: " + Json.quote(command.getFirst()) + ", args: "
                + command.subList(1, command.size()).stream().map(Json::quote).toList() + "}";
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        events.close();
        newHttp.close();
        oldHttp.close();
    }

    @AfterEach
    void disconnect() {
        clients.forEach(WireClient::close);
    }

    private WireClient client() {
        return client("{}");
    }

    private WireClient client(String capabilities) {
        WireClient client = WireClient.connect(bed.endpoint(), cell.kind.server(), cell.client, capabilities);
        clients.add(client);
        return client;
    }

    private String tool(String name) {
        return cell.kind.server() + "_" + name;
    }

    @Test
    void introducesItself() {
        WireClient client = client();
        JsonNode result;
        if (cell.client.modern()) {
            result = client.send("server/discover", "").result();
            assertThat(result.path("supportedVersions").toString()).contains("2026-07-28");
            assertThat(result.path("resultType").asString()).isEqualTo("complete");
            assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
            assertThat(result.path("cacheScope").asString()).isIn("public", "private");
            assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name")
                            .asString())
                    .isEqualTo("gatehouse");
        } else {
            result = new Reply(200, client.introduction).result();
            assertThat(result.path("protocolVersion").asString()).isEqualTo(cell.client.id());
            assertThat(result.at("/serverInfo/name").asString()).isEqualTo("gatehouse");
            assertThat(client.send("ping", "").result()).isEmpty();
        }
        assertThat(result.path("capabilities").propertyNames())
                .contains("tools", "resources", "prompts", "completions", "logging");
        assertThat(result.path("instructions").asString()).isEqualTo("be plain");
    }

    @Test
    void listsEveryToolOncePageByPage() {
        WireClient client = client();
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = client.send("tools/list", cursor);
            assertThat(page.result().path("tools")).hasSizeLessThanOrEqualTo(4);
            assertThat(page.text()).contains(PlainServer.UNKNOWN);
            assertThat(page.result().has("ttlMs")).isEqualTo(cell.client.modern());
            assertThat(page.result().has("cacheScope")).isEqualTo(cell.client.modern());
            assertThat(page.result().has("resultType")).isEqualTo(cell.client.modern());
            page.result()
                    .path("tools")
                    .forEach(listed -> names.add(listed.path("name").asString()));
            String next = page.result().path("nextCursor").asString(null);
            cursor = next == null ? "" : "\"cursor\":" + Json.quote(next);
        } while (!cursor.isEmpty());
        assertThat(names).doesNotHaveDuplicates().contains(tool("echo"), tool("touch"), tool("waits"));
        assertThat(client.send("tools/list", "\"cursor\":\"made up\"")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void passesACallByteForByte() {
        String arguments = "\"arguments\":{ \"n\":1.10,\"big\":123456789012345678901234567890,\"e\":1E5,\"z\":-0,"
                + "\"u\":\"\\u00e9\\/\",\"nothing\":null }";
        String unknown = "\"example.org/extra\":{\"a\": 1.0}";
        String meta = "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                + "\"tracestate\":\"a=b\",\"baggage\":\"k=v\",\"example.org/key\":1.50";
        Reply reply =
                client().send("tools/call", "\"name\":\"" + tool("echo") + "\"," + arguments + "," + unknown, meta);
        assertThat(reply.said()).contains("\"name\":\"echo\"", arguments, unknown);
        for (String key : meta.split(",")) {
            assertThat(reply.said()).contains(key);
        }
        assertThat(reply.text()).contains(PlainServer.ODD);
        assertThat(reply.result().has("isError")).isFalse();
        assertThat(reply.result().has("_meta") && !cell.client.modern()).isFalse();
        assertThat(reply.said().contains(RESERVED)).isEqualTo(cell.modernServer());
        if (cell.client.modern()) {
            assertThat(reply.result().path("resultType").asString()).isEqualTo("complete");
        } else if (!cell.modernServer()) {
            assertThat(reply.result().has("resultType")).isFalse();
        }
    }

    @Test
    void aCallWithoutArgumentsStaysWithout() {
        String seen = client().call(tool("echo")).said();
        assertThat(seen).doesNotContain("arguments");
        assertThat(seen.contains("_meta")).isEqualTo(cell.modernServer());
    }

    @Test
    void resourcesCanBeListedAndRead() {
        WireClient client = client();
        assertThat(client.send("resources/list", "").text()).contains("plain://one", PlainServer.UNKNOWN);
        assertThat(client.send("resources/templates/list", "").text())
                .contains("plain://items/{id}", PlainServer.UNKNOWN);
        for (String uri : List.of("plain://one", "plain://items/7")) {
            Reply read = client.send("resources/read", "\"uri\":\"" + uri + "\"");
            assertThat(read.result().at("/contents/0/uri").asString()).isEqualTo(uri);
            assertThat(read.text()).contains(PlainServer.UNKNOWN);
            if (cell.client.modern()) {
                assertThat(read.result().path("ttlMs").isIntegralNumber()).isTrue();
                assertThat(read.result().path("cacheScope").asString())
                        .isEqualTo(cell.modernServer() ? "public" : "private");
            } else if (!cell.modernServer()) {
                assertThat(read.result().propertyNames()).containsExactly("contents");
            }
        }
    }

    @Test
    void aResourceThatIsNotThereHasTheCodeOfTheRevision() {
        WireClient client = client();
        for (String uri : List.of("nowhere://at/all", "plain://one/more")) {
            JsonNode error =
                    client.send("resources/read", "\"uri\":\"" + uri + "\"").error();
            assertThat(error.path("code").asInt()).isEqualTo(cell.client.modern() ? -32602 : -32002);
            assertThat(error.at("/data/uri").asString()).isEqualTo(uri);
        }
    }

    @Test
    void promptsCanBeListedFilledAndCompleted() {
        WireClient client = client();
        assertThat(client.send("prompts/list", "").text()).contains(tool("greet"), PlainServer.UNKNOWN);
        Reply prompt =
                client.send("prompts/get", "\"name\":\"" + tool("greet") + "\",\"arguments\":{\"who\":\"\\u0041\"}");
        assertThat(prompt.text()).contains(PlainServer.UNKNOWN);
        assertThat(prompt.result().at("/messages/0/content/text").asString())
                .contains("\"name\":\"greet\"", "\"arguments\":{\"who\":\"\\u0041\"}");
        for (String reference : List.of(
                "{\"type\":\"ref/prompt\",\"name\":\"" + tool("greet") + "\"}",
                "{\"type\":\"ref/resource\",\"uri\":\"plain://items/{id}\"}")) {
            Reply completed = client.send(
                    "completion/complete",
                    "\"ref\":" + reference + ",\"argument\":{\"name\":\"id\",\"value\":\"par\"}");
            assertThat(completed.text()).contains("\"values\":[\"paris\",\"park\"]", PlainServer.UNKNOWN);
        }
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
        boolean onOneWay = cell.kind == Kind.STDIO_LEGACY || cell.kind == Kind.EVENTS;
        WireClient client = client();
        String key = UUID.randomUUID().toString();
        if (!cell.client.modern()) {
            client.send("logging/setLevel", "\"level\":\"debug\"").result();
        }
        Reply reply = client.send(
                "tools/call",
                "\"name\":\"" + tool("log") + "\",\"arguments\":{\"key\":\"" + key + "\"}",
                cell.client.modern() ? "\"io.modelcontextprotocol/logLevel\":\"debug\"" : "");
        assertThat(reply.said()).isEqualTo("done");
        if (!cell.client.modern() || !onOneWay) {
            assertThat(client.awaitHeard("the log message", message -> message.contains(key)))
                    .contains("\"n\":1.10");
        }
    }

    @Test
    void aModernClientThatDidNotAskForLogMessagesGetsNone() {
        WireClient client = client();
        assertThat(client.call(tool("log"), "unasked").said()).isEqualTo("done");
        if (cell.client.modern()) {
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
        if (cell.client.modern()) {
            assertThat(client.heard()).allMatch(message -> message.contains(RESERVED + "subscriptionId"));
        } else {
            client.send("resources/unsubscribe", "\"uri\":\"plain://one\"").result();
        }
    }

    @Test
    void anErrorKeepsItsCodeItsWordsAndItsData() {
        Reply reply = client().call(tool("fail"));
        assertThat(reply.text()).contains("\"code\":4711", "\"message\":\"It broke.\"", "{\"n\":1.10,\"e\":1E5}");
    }

    @Test
    void aMethodThatNobodyKnowsGoesToTheOnlyServer() {
        assertThat(client().send("example.org/own", "\"a\":1.10").text()).contains(PlainServer.UNKNOWN);
        JsonNode error = client().send("example.org/other", "").error();
        assertThat(error.path("code").asInt()).isEqualTo(-32601);
    }

    @Test
    void aQuestionPassesWithinAnEraAndIsRefusedAcross() {
        boolean forms = cell.client.compareTo(Revision.R2025_06_18) >= 0;
        String method = forms ? "elicitation/create" : "sampling/createMessage";
        WireClient client = client(forms ? "{\"elicitation\":{}}" : "{\"sampling\":{}}");
        client.answering(
                question -> "{\"action\":\"accept\",\"content\":{\"who\":\"me\"}," + PlainServer.UNKNOWN + "}");
        Reply reply = client.call(tool("ask"), method);
        if (!cell.sameEra() && cell.kind.modern) {
            assertThat(reply.toolError()).isTrue();
            assertThat(reply.said()).contains(cell.kind.server(), method);
            assertThat(client.heard()).isEmpty();
        } else if (!cell.sameEra()) {
            assertThat(reply.said()).as("what the server heard").contains("error", "elicitation");
            assertThat(client.heard()).isEmpty();
        } else if (!cell.client.modern()) {
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
