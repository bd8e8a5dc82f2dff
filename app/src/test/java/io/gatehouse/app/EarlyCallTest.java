package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Resource;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comes before the first lists are there.
class EarlyCallTest {
    @TempDir
    Path folder;

    private final CompletableFuture<Void> listed = new CompletableFuture<>();

    @Test
    void isCheckedForItsMirroredArgumentsOnceTheToolIsKnown() throws Exception {
        assertThat(call("")).contains("\"code\":-32020", "The header Mcp-Param-Region is missing");
    }

    @Test
    void goesThroughWhenItMirrorsThem() throws Exception {
        assertThat(call("Mcp-Param-Region: north\r\n")).contains("went there");
    }

    @Test
    void aSubscriptionIsHonouredOnceItsResourceIsKnown() throws Exception {
        String answer = answer(
                "subscriptions/listen",
                "\"notifications\":{\"resourceSubscriptions\":[\"late://one\"]}",
                "",
                "acknowledged");

        assertThat(answer).contains("\"resourceSubscriptions\":[\"late://one\"]");
    }

    private String call(String header) throws Exception {
        return answer(
                "tools/call",
                "\"name\":\"late_routed\",\"arguments\":{\"region\":\"north\"}",
                "Mcp-Name: late_routed\r\n" + header,
                "\"jsonrpc\"");
    }

    /// What is answered to a request that waits for the lists: the stream that opens shows that it waits.
    ///
    /// @param until what is read, a regular expression
    private String answer(String method, String params, String headers, String until) throws Exception {
        Tool routed = Tool.named("routed")
                .input("{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\","
                        + "\"x-mcp-header\":\"Region\"}}}")
                .does(call -> ToolResult.text("went there"));
        try (KitServer kit = KitServer.builder("late", "1")
                        .tool(routed)
                        .resource(Resource.text("late://one", "one", "One", "text/plain", () -> "1"))
                        .build();
                Bed bed = new Bed(
                        folder,
                        "servers: {}\n",
                        Unlisted.streamAfter(Duration.ofMillis(100)),
                        ServerSettings.of("late", new Transport.InProcess(new LateLists(kit))));
                Socket socket =
                        new Socket(bed.endpoint().getHost(), bed.endpoint().getPort())) {
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                    + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
            String request = "POST /mcp HTTP/1.1\r\nHost: " + bed.endpoint().getAuthority()
                    + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                    + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: " + method + "\r\n" + headers
                    + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            listed.complete(null);
            return new Scanner(in, StandardCharsets.UTF_8).findWithinHorizon("(?s).*?" + until + "[^\\n]*", 0);
        }
    }

    /// A server that lists its tools when the test lets it.
    private final class LateLists implements Handler {
        private final Handler kit;

        LateLists(Handler kit) {
            this.kit = kit;
        }

        @Override
        public void identify(Peer peer, Consumer<Identity> answer) {
            kit.identify(peer, answer);
        }

        @Override
        public void request(Request request, Exchange exchange) {
            if (request.method().equals(Method.TOOLS_LIST)) {
                listed.thenRun(() -> kit.request(request, exchange));
            } else {
                kit.request(request, exchange);
            }
        }

        @Override
        public void notification(Notification notification, Peer peer) {
            kit.notification(notification, peer);
        }

        @Override
        public Listening listen(Filter filter, Peer peer, Listener listener) {
            return kit.listen(filter, peer, listener);
        }
    }
}
