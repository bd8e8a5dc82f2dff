package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.app.cli.SelfTest;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.systems.sample.SampleShop;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelfTestTest {
    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void it_calls_a_tool_in_both_eras() throws Exception {
        Queue<String> versions = new ConcurrentLinkedQueue<>();
        Handler shop = SampleShop.server();
        StreamableEndpoint endpoint = new StreamableEndpoint(
                EndpointSettings.defaults(), SessionTokens.inMemory(TokenSettings.DEFAULT), engine.timers());
        run(exchange -> {
            if (new String(exchange.body(), StandardCharsets.UTF_8).contains("tools/call")) {
                versions.add(String.valueOf(exchange.header("MCP-Protocol-Version")));
            }
            endpoint.handle(exchange, shop, Caller.ANONYMOUS, "shop");
        });
        endpoint.close();
        assertThat(versions).contains("2026-07-28", "2025-11-25");
    }

    @Test
    void it_fails_when_the_gateway_answers_with_an_error() {
        assertThatThrownBy(() -> run(exchange -> exchange.respond(500)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status 500");
    }

    private void run(HttpHandler handler) throws Exception {
        int port = engine.listen(ListenSettings.of(0, "127.0.0.1"), handler).port();
        new SelfTest(engine.client(ClientSettings.defaults()), URI.create("http://127.0.0.1:" + port + "/mcp"), "key")
                .run();
    }
}
