package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.protocol.Revision;
import io.gatehouse.systems.sample.SampleShop;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.ServerPhase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server with several addresses and a health page, as the configuration names them.
class SeveralAddressesTest {
    private volatile int status = 200;

    private HttpServer page() throws Exception {
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/healthz", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        page.start();
        return page;
    }

    private static FixtureServer shop() throws Exception {
        ListenSettings settings =
                ListenSettings.builder().port(0).drain(Duration.ofMillis(50)).build();
        return new FixtureServer(SampleShop.server(), settings, Era.BOTH);
    }

    private static WireClient.Reply order(WireClient client) {
        return client.send("tools/call", "\"name\":\"shop_get_order\",\"arguments\":{\"id\":\"10042\"}");
    }

    private static void callsWork(Bed bed) {
        for (Revision revision : List.of(Revision.R2025_11_25, Revision.R2026_07_28)) {
            try (WireClient client = bed.client("", revision)) {
                for (int count = 0; count < 4; count++) {
                    assertThat(order(client).toolError()).as(revision.id()).isFalse();
                }
            }
        }
    }

    private static HttpResponse<String> message(Bed bed) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"model":"scripted-demo","max_tokens":500,
                         "messages":[{"role":"user","content":"Where is order 10042?"}],
                         "mcp_servers":[{"type":"url","name":"shop","url":"gatehouse://server/shop"}],
                         "tools":[{"type":"mcp_toolset","mcp_server_name":"shop"}]}"""))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void callsGoOnWhenOneAddressEndsAndAreHeldBackWhenTheHealthPageSaysSo(@TempDir Path folder) throws Exception {
        HttpServer page = page();
        FixtureServer one = shop();
        try (FixtureServer two = shop();
                Bed bed = new Bed(folder, """
                        servers:
                          shop:
                            urls: ["%s", "%s"]
                            health: {url: "%s", every: 1s}
                        models:
                          providers: {demo: {type: scripted}}
                        """.formatted(
                        one.endpoint(),
                        two.endpoint(),
                        URI.create("http://127.0.0.1:" + page.getAddress().getPort() + "/healthz")))) {
            bed.awaitReady("shop");
            callsWork(bed);
            one.close();
            callsWork(bed);
            Upstream shop = bed.server("shop");
            Patience.until("one is away", () -> shop.state().problem() != null);
            assertThat(shop.state().phase()).isEqualTo(ServerPhase.READY);
            HttpResponse<String> answer = message(bed);
            assertThat(answer.body()).contains("mcp_tool_result").contains("10042");
            assertThat(answer.headers().firstValue("gatehouse-left-out")).isEmpty();

            status = 503;
            Patience.until("held back", () -> shop.heldUntil("") != null);
            try (WireClient client = bed.client()) {
                WireClient.Reply held = order(client);
                assertThat(held.toolError()).isTrue();
                assertThat(held.said()).contains("not well").doesNotContain("healthz");
                assertThat(client.send("tools/list", "").text()).contains("shop_get_order");
            }
            HttpResponse<String> without = message(bed);
            assertThat(without.statusCode()).isEqualTo(200);
            assertThat(without.headers().firstValue("gatehouse-left-out")).contains("shop");
            assertThat(without.body()).doesNotContain("mcp_tool_use");
        } finally {
            one.close();
            page.stop(0);
        }
    }
}
