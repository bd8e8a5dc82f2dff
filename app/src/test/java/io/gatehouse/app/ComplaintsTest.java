package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people complain of with other gateways, each by the number of its issue.
class ComplaintsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : resources.reversed()) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        resources.add(resource);
        return resource;
    }

    private RoughServer rough(boolean modern) throws Exception {
        return closing(new RoughServer(modern));
    }

    private Bed bed(String yaml) throws Exception {
        return closing(new Bed(folder, yaml, ServerSettings.of("good", new Transport.InProcess(new PlainServer()))));
    }

    private WireClient client(Bed bed, Revision revision) {
        return closing(bed.client("", revision));
    }

    private static List<String> tools(WireClient client) {
        return client.send("tools/list", "")
                .result()
                .path("tools")
                .valueStream()
                .map(tool -> tool.path("name").asString())
                .toList();
    }

    private static String unusedUrl() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/mcp";
        }
    }

    private static JsonNode ready(Bed bed, String server) throws Exception {
        URI ready = bed.endpoint().resolve("/ready");
        String body = HTTP.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString())
                .body();
        return new JsonMapper()
                .readTree(body)
                .path("servers")
                .valueStream()
                .filter(report -> report.path("name").asString().equals(server))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void agentgateway962OneBadServerHidesNoTools(Revision revision) throws Exception {
        RoughServer hanging = rough(true);
        hanging.hanging = true;
        Bed bed = bed("""
                limits: {first-list-wait: 1s}
                servers:
                  dead: {url: %s}
                  hanging: {url: %s}
                  missing: {command: there-is-no-such-program}
                """.formatted(unusedUrl(), hanging.url()));
        WireClient client = client(bed, revision);
        assertThat(tools(client)).contains("good_echo", "good_touch");
        assertThat(client.call("good_echo").said()).contains("\"name\":\"echo\"");
    }

    @Test
    void litellm33374AServerThatHangsWhileItListsDelaysAndEmptiesNoList() throws Exception {
        RoughServer slow = rough(true);
        Bed bed = bed("servers:\n  slow: {url: " + slow.url() + ", list-timeout: 500ms}\n");
        bed.awaitReady("slow");
        WireClient client = client(bed, Revision.R2026_07_28);
        List<String> before = tools(client);
        assertThat(before).contains("slow_echo", "good_echo");
        slow.hanging = true;
        bed.server("slow").refresh();
        Patience.until(
                "the list is known to be old",
                () -> bed.server("slow").snapshot().stale());
        assertThat(tools(client)).isEqualTo(before);
        assertThat(ready(bed, "slow").path("stale").asBoolean()).isTrue();
        slow.hanging = false;
        Patience.until(
                "the list is new again", () -> !bed.server("slow").snapshot().stale());
    }

    @Test
    void litellm18134AServerOutOfReachIsNotCalledHealthy() throws Exception {
        Bed bed = bed("servers:\n  dead: {url: " + unusedUrl() + "}\n");
        Patience.until("it is out", () -> bed.server("dead").state().phase() == ServerPhase.RETRYING);
        JsonNode report = ready(bed, "dead");
        assertThat(report.path("state").asString()).isEqualTo("retrying");
        assertThat(report.path("problem").asString()).contains("dead");
        assertThat(report.path("remedy").asString()).contains("url");
        assertThat(report.path("nextTry").asString()).isNotEmpty();
    }

    @Test
    void bifrost4314AServerThatCouldNotListAtFirstRecovers() throws Exception {
        RoughServer late = rough(false);
        late.listless = true;
        Bed bed = bed("servers:\n  late: {url: " + late.url() + "}\n");
        Patience.until("it is out", () -> bed.server("late").state().phase() == ServerPhase.RETRYING);
        WireClient client = client(bed, Revision.R2025_11_25);
        assertThat(tools(client)).contains("good_echo").noneMatch(name -> name.startsWith("late_"));
        late.listless = false;
        Patience.until("its tools are there", () -> tools(client).contains("late_echo"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bifrost4998AServerThatHadNothingAtFirstRecovers(boolean modern) throws Exception {
        RoughServer late = rough(modern);
        late.empty = true;
        Bed bed = bed("servers:\n  late: {url: " + late.url() + "}\n");
        bed.awaitReady("late");
        WireClient client = client(bed, Revision.R2025_11_25);
        assertThat(tools(client)).contains("good_echo").noneMatch(name -> name.startsWith("late_"));
        late.empty = false;
        Patience.until("its tools are there", () -> tools(client).contains("late_echo"));
    }

    @Test
    void toolhive5387TheLastKnownToolsAreThereAfterARestart() throws Exception {
        RoughServer server = rough(true);
        String yaml = "servers:\n  kept: {url: " + server.url() + "}\n";
        try (Bed first = new Bed(folder, yaml)) {
            first.awaitReady("kept");
        }
        server.close();
        Bed second = bed(yaml);
        WireClient client = client(second, Revision.R2025_11_25);
        assertThat(tools(client)).contains("kept_echo", "good_echo");
        Reply reply = client.call("kept_echo");
        assertThat(reply.toolError()).isTrue();
        assertThat(reply.said()).contains("Server kept");
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void litellm17273OneCallInIsOneRequestOut(Revision revision) throws Exception {
        for (boolean modern : new boolean[] {false, true}) {
            RoughServer server = rough(modern);
            Bed bed = bed("servers:\n  counted: {url: " + server.url() + "}\n");
            bed.awaitReady("counted");
            WireClient client = client(bed, revision);
            assertThat(client.call("counted_echo").said()).isEqualTo("here");
            int requests = server.requests.get();
            int connections = server.connections.get();
            for (int call = 0; call < 50; call++) {
                assertThat(client.call("counted_echo", "call " + call).said()).isEqualTo("here");
            }
            assertThat(server.requests.get() - requests).isEqualTo(50);
            // Each event loop has a pool of its own.
            assertThat(server.connections.get() - connections)
                    .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() + 1);
            assertThat(server.initialized.get()).isEqualTo(modern ? 0 : 1);
        }
    }

    @Test
    void aiGateway1939ListsAreAnsweredWithoutAskingTheServers() throws Exception {
        RoughServer server = rough(false);
        Bed bed = bed("servers:\n  counted: {url: " + server.url() + "}\n");
        bed.awaitReady("counted");
        int requests = server.requests.get();
        for (int session = 0; session < 10; session++) {
            assertThat(tools(client(bed, Revision.R2025_11_25))).contains("counted_echo");
        }
        assertThat(server.requests.get()).isEqualTo(requests);
        assertThat(server.initialized.get()).isEqualTo(1);
    }

    @Test
    void aiGateway1958AClientWithoutASessionIdIsServed() throws Exception {
        Bed bed = bed("servers: {off: {command: none, disabled: true}}\n");
        HttpRequest request = HttpRequest.newBuilder(bed.endpoint())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"good_echo\"}}"))
                .build();
        var answer = HTTP.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":1", PlainServer.ODD);
    }

    @Test
    void mcpContextForge4205NothingLeaksBetweenSessions() throws Exception {
        Bed bed = bed("servers:\n  child: {" + RudeChild.yaml("none") + "}\n");
        List<WireClient> clients = Stream.of(Revision.values())
                .flatMap(revision -> Stream.of(revision, revision))
                .map(revision -> client(bed, revision))
                .toList();
        for (WireClient client : clients) {
            client.send("tools/call", "\"name\":\"good_progress\"", "\"progressToken\":\"the same\"")
                    .result();
        }
        assertThat(clients).allSatisfy(client -> {
            client.awaitHeard("its own progress", message -> message.contains("notifications/progress"));
            assertThat(client.heard()).hasSize(1);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void higress3238ALargeRequestPasses(Revision revision) throws Exception {
        RoughServer server = rough(true);
        Bed bed = bed("servers:\n  big: {url: " + server.url() + "}\n");
        bed.awaitReady("big");
        WireClient client = client(bed, revision);
        String large = "x".repeat(3_000_000);
        assertThat(client.call("big_echo", large).said()).isEqualTo("here");
        assertThat(client.call("good_echo", large).said()).contains(large);
    }

    @Test
    void metamcp249NamesStayShortAndCanBeCalled() throws Exception {
        RoughServer server = rough(true);
        String name = "a-server-with-quite-a-long-name-that-leaves-little";
        Bed bed = bed("servers:\n  " + name + ": {url: " + server.url() + "}\n");
        bed.awaitReady(name);
        WireClient client = client(bed, Revision.R2025_11_25);
        List<String> names = new ArrayList<>(tools(client));
        assertThat(names).allMatch(tool -> tool.length() <= 48).doesNotHaveDuplicates();
        names.removeIf(tool -> tool.startsWith("good_"));
        assertThat(names).hasSizeGreaterThan(10);
        int before = server.calls.get();
        assertThat(client.call(names.getFirst()).json().has("result")).isTrue();
        assertThat(server.calls.get()).isEqualTo(before + 1);
    }
}
