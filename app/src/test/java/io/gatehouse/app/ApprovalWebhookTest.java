package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.gateway.approval.WebhookSignature;
import io.gatehouse.protocol.Revision;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApprovalWebhookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path folder;

    private final BlockingQueue<Map<String, String>> told = new LinkedBlockingQueue<>();

    /// It fails once.
    private HttpServer receiver() throws Exception {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean first = told.isEmpty();
            told.add(Map.of(
                    "body",
                    body,
                    "id",
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    "time",
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    "signature",
                    exchange.getRequestHeaders().getFirst("webhook-signature")));
            exchange.sendResponseHeaders(first ? 500 : 204, -1);
            exchange.close();
        });
        receiver.start();
        return receiver;
    }

    @Test
    void eachCallThatBeginsToWaitIsToldUntilSomebodyTakesIt() throws Exception {
        HttpServer receiver = receiver();
        try (FixtureServer server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
                Bed bed = new Bed(folder, """
                        auth: {keys: [{name: one, sha256: %s}]}
                        servers: {plain: {url: "%s", tools: {echo: {approval: approve}}}}
                        approvals: {webhook: {url: "http://127.0.0.1:%d/hook", secret: %s}}
                        """.formatted(
                                KeyMaker.hash("key-of-one"),
                                server.endpoint(),
                                receiver.getAddress().getPort(),
                                SECRET));
                WireClient client = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}", "key-of-one")) {
            bed.awaitReady("plain");
            assertThat(client.call("plain_echo", "gone").said()).contains("Request 1 waits");
            assertThat(client.call("plain_echo", "gone").said()).contains("Request 1 waits");
            Patience.until("it is told again", () -> told.size() == 2);
            Map<String, String> refused = told.poll(1, TimeUnit.SECONDS);
            Map<String, String> taken = told.poll(1, TimeUnit.SECONDS);
            assertThat(taken.get("id")).isEqualTo(refused.get("id")).startsWith("approval_1_");
            assertThat(taken.get("signature"))
                    .isEqualTo(WebhookSignature.of(
                            SECRET, taken.get("id"), Long.parseLong(taken.get("time")), taken.get("body")));
            JsonNode body = new JsonMapper().readTree(taken.get("body"));
            assertThat(body.path("type").asString()).isEqualTo("approval.waiting");
            Run shown = Run.of(
                    "approvals",
                    "show",
                    "1",
                    "--json",
                    "--config",
                    folder.resolve("gatehouse.yaml").toString());
            assertThat(body.path("data").toString()).isEqualTo(shown.out().strip());
            assertThat(client.call("plain_echo", "gonE").said()).contains("Request 2 waits");
            assertThat(told.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).get("id"))
                    .startsWith("approval_2_");
        } finally {
            receiver.stop(0);
        }
    }
}
