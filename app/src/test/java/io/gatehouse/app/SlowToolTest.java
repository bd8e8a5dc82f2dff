package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A tool may take longer than its client waits for a byte.
class SlowToolTest {
    @TempDir
    Path folder;

    private static final String HEADERS =
            "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";

    private static KitServer server(Tool tool) {
        return KitServer.builder("slow", "1").tool(tool).build();
    }

    private static String request(Revision revision, URI endpoint) {
        String meta = revision.modern()
                ? ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}"
                : "";
        String routing = revision.modern() ? "Mcp-Method: tools/call\r\nMcp-Name: slow_wait\r\n" : "";
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"slow_wait\""
                + meta + "}}";
        return "POST /mcp HTTP/1.1\r\nHost: " + endpoint.getAuthority() + "\r\n" + HEADERS + routing
                + "MCP-Protocol-Version: " + revision + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /// The client hears something again and again while the tool works: here it ends only when that has happened.
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_03_26", "R2025_11_25", "R2026_07_28"})
    void keepsItsClientByComments(Revision revision) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Tool wait = Tool.named("wait").does(call -> {
            done.await();
            return ToolResult.text("at last");
        });
        try (KitServer slow = server(wait);
                Bed bed = bed("limits: {keep-alive: 1s}\n", Unlisted.streamAfter(Duration.ofMillis(100)), slow);
                Socket socket = socket(bed)) {
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            socket.getOutputStream().write(request(revision, bed.endpoint()).getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String seen = readUntil(in, "\r\n\r\n");
            assertThat(seen).startsWith("HTTP/1.1 200").containsIgnoringCase("text/event-stream");
            for (int comments = 0; comments < 2; comments++) {
                readUntil(in, "\n:");
            }
            done.countDown();
            assertThat(readUntil(in, "at last")).contains("\"id\":1");
        }
    }

    /// The case as it is met: a tool of 70 s, a client that gives up after 60 s without a byte.
    @Tag("long")
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void of70SecondsOutlastsAClientThatWaits60SecondsForAByte(Revision revision) throws Exception {
        Semaphore never = new Semaphore(0);
        Tool wait = Tool.named("wait").does(call -> {
            never.tryAcquire(70, TimeUnit.SECONDS);
            return ToolResult.text("at last");
        });
        try (KitServer slow = server(wait);
                Bed bed = bed("", UnaryOperator.identity(), slow);
                Socket socket = socket(bed)) {
            socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
            socket.getOutputStream().write(request(revision, bed.endpoint()).getBytes(StandardCharsets.US_ASCII));
            assertThat(readUntil(socket.getInputStream(), "at last")).contains("\"id\":1");
        }
    }

    private Bed bed(String yaml, UnaryOperator<Configuration> change, KitServer slow) throws Exception {
        return new Bed(
                folder,
                yaml + "servers: {off: {command: none, disabled: true}}\n",
                change,
                ServerSettings.of("slow", new Transport.InProcess(slow)));
    }

    private static Socket socket(Bed bed) throws IOException {
        return new Socket(bed.endpoint().getHost(), bed.endpoint().getPort());
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("the connection ended after: " + seen);
            }
            seen.append((char) b);
        }
        return seen.toString();
    }
}
