package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.FreePorts;
import io.gatehouse.fixtures.RealClient;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealScenarios;
import io.gatehouse.fixtures.RealServers;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.RunningServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two gateways behind the guide's nginx, which sends each request to either.
@Tag("real")
class RollingRestartTest {
    private static final String ABLE = "{\"elicitation\":{}}";
    private static final String ANSWER = "{\"action\":\"accept\",\"content\":{\"n\":1.10}}";
    private static final String QUESTION = "\"name\":\"plain_ask\",\"arguments\":{\"key\":\"elicitation/create\"}";

    private final List<GatehouseProcess> replicas = new ArrayList<>();
    private final List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
    private String servers = "";
    private RunningNginx nginx;
    private URI endpoint;

    @TempDir
    Path folder;

    private ReplicaPair pair;

    @BeforeEach
    void needNginx() {
        assumeTrue(RunningNginx.PROGRAM != null, "nginx is not installed; Debian: apt install nginx-light");
    }

    /// Starts two gateways in front of some servers, and nginx in front of them.
    private void start(String behind) throws Exception {
        servers = "servers: " + behind + "\n";
        pair = new ReplicaPair(folder);
        replicas.add(up(0));
        replicas.add(up(1));
        for (GatehouseProcess each : replicas) {
            each.err(line -> line.contains("answers at"));
        }
        int port = FreePorts.next();
        nginx = RunningNginx.start(
                folder.resolve("nginx"),
                port,
                RunningNginx.shown(2)
                        .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + ";")
                        .replace("127.0.0.1:8420", "127.0.0.1:" + ports.get(0))
                        .replace("127.0.0.1:8422", "127.0.0.1:" + ports.get(1)));
        endpoint = URI.create("http://127.0.0.1:" + port + "/mcp");
    }

    @AfterEach
    void stop() throws Exception {
        if (nginx != null) {
            nginx.close();
        }
        for (GatehouseProcess each : replicas) {
            // Killed, it would leave its servers behind.
            each.signal("TERM");
            each.exitCode();
        }
    }

    private GatehouseProcess up(int number) throws Exception {
        Path own = pair.folder(number);
        Files.writeString(own.resolve("gatehouse.yaml"), pair.sections(number) + servers);
        GatehouseProcess up = new GatehouseProcess(
                own, "up", "--host", "127.0.0.1", "--port", String.valueOf(ports.get(number)), "--json");
        up.out(line -> line.contains("endpoint"));
        return up;
    }

    /// Clients of all revisions call, ask and answer, while one replica after the other is replaced.
    @Test
    void aRollingRestartUnderLoadLosesNoCall() throws Exception {
        try (FixtureServer server = new FixtureServer(new PlainServer(), 0, Era.LEGACY)) {
            start("{plain: {url: " + server.endpoint() + "}}");
            restartUnderLoad();
        }
    }

    private void restartUnderLoad() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> load = new ArrayList<>();
        for (Revision revision : List.of(Revision.R2025_03_26, Revision.R2025_11_25, Revision.R2026_07_28)) {
            load.add(Thread.startVirtualThread(() -> {
                try (WireClient client = WireClient.connect(endpoint, "", revision, ABLE)) {
                    client.answering(question -> ANSWER);
                    while (!enough.get()) {
                        String key = "call-" + calls.incrementAndGet();
                        said(failures, client.call("plain_echo", key), key);
                        said(failures, asked(client), "\"n\":1.10");
                    }
                } catch (RuntimeException | AssertionError failed) {
                    failures.add(revision + ": " + failed);
                }
            }));
        }
        for (int number = 0; number < 2; number++) {
            awaitCalls(calls, 20);
            GatehouseProcess old = replicas.get(number);
            old.signal("TERM");
            awaitCalls(calls, 5);
            assertThat(old.exitCode()).isZero();
            awaitCalls(calls, 5);
            GatehouseProcess fresh = up(number);
            replicas.set(number, fresh);
            fresh.err(line -> line.contains("answers at"));
        }
        awaitCalls(calls, 20);
        enough.set(true);
        for (Thread each : load) {
            each.join();
        }
        assertThat(failures).isEmpty();
    }

    private static void awaitCalls(AtomicInteger calls, int more) {
        int until = calls.get() + more;
        Patience.until("calls are made", () -> calls.get() >= until);
    }

    private static Reply asked(WireClient client) {
        Reply reply = client.send("tools/call", QUESTION);
        if (!client.revision().modern()) {
            return reply;
        }
        JsonNode result = reply.result();
        String key = result.path("inputRequests").propertyNames().iterator().next();
        return client.send(
                "tools/call",
                QUESTION + ",\"inputResponses\":{" + Json.quote(key) + ":" + ANSWER + "},\"requestState\":"
                        + result.path("requestState"));
    }

    private static void said(Queue<String> failures, Reply reply, String what) {
        if (reply.status() != 200 || !reply.text().contains(what.replace("\"", "\\\""))) {
            failures.add(reply.toString());
        }
    }

    /// What others have written finds its session, its questions and its subscriptions, too.
    @Test
    void realClientsNeedNoAffinity() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        String calls = """
                {"capabilities": ["sampling"],
                 "calls": [
                   {"name": "plain_echo", "arguments": {"message": "one"}},
                   {"name": "asking_sampleLLM", "arguments": {"prompt": "hello", "maxTokens": 10}},
                   {"name": "plain_trigger-long-running-operation",
                    "arguments": {"duration": 0.3, "steps": 3}, "progress": true},
                   {"name": "plain_echo", "arguments": {"message": "two"}}]}
                """;
        String subscription = RealScenarios.EVERYTHING_SUBSCRIBING.replace("toggle-", "plain_toggle-");
        try (RunningServer everything = RealServers.startEverything()) {
            start("{plain: {url: " + everything.endpoint() + "}, asking: "
                    + RealPeers.command(RealServers.everything2024(), "") + "}");
            for (RealClient client : Stream.concat(RealClients.legacy().stream(), RealClients.modern().stream())
                    .toList()) {
                works(client.perform(endpoint, calls), client);
            }
            // A server tells each of its sessions of its own toggle, and modern clients have none.
            for (RealClient client : RealClients.legacy()) {
                JsonNode subscribed = client.perform(endpoint, subscription).path("subscription");
                assertThat(subscribed.path("updated").asBoolean(false))
                        .as("%s: %s", client, subscribed)
                        .isTrue();
            }
            assertThat(passed()).as("requests that were passed").isPositive();
        }
    }

    private static void works(JsonNode report, RealClient client) {
        assertThat(said(report, 0)).as("%s", client).isEqualTo("Echo: one");
        assertThat(said(report, 1)).as("%s", client).startsWith("LLM sampling result");
        assertThat(report.at("/calls/2/progress")).as("%s", client).isNotEmpty();
        assertThat(said(report, 3)).as("%s", client).isEqualTo("Echo: two");
    }

    private static String said(JsonNode report, int call) {
        return report.at("/calls/" + call + "/result/content/0/text").asString("nothing: " + report);
    }

    private double passed() throws Exception {
        double sum = 0;
        for (int port : ports) {
            String metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            sum += metrics.lines()
                    .filter(line -> line.startsWith("gatehouse_replica_requests_total{direction=\"passed\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
        return sum;
    }
}
