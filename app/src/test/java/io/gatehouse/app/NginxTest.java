package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.FreePorts;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's nginx in front of the gateway: the log names the client, whatever it claims. Left out where there is no
/// nginx.
@Tag("real")
class NginxTest {
    private static final String CLIENT = "127.0.0.2";

    @TempDir
    Path folder;

    /// What is asked of the gateway through nginx, on a port of nginx.
    private interface Asked {
        void of(int port, GatehouseProcess gatehouse) throws Exception;
    }

    @Test
    void theClientIsNamedAndNotWhomItClaimsToBe() throws Exception {
        behindNginx((port, gatehouse) -> {
            String call = call(
                    "mcp.example.com",
                    "X-Forwarded-For: 203.0.113.1\r\nForwarded: for=203.0.113.2\r\nX-Forwarded-Host: evil.example\r\n");
            assertThat(send(port, call)).startsWith("HTTP/1.1 200");
            assertThat(gatehouse.err(line -> line.contains("\"event\":\"call\"")))
                    .contains("\"address\":\"" + CLIENT + "\"");
        });
    }

    @Test
    void thePagesOfItsOwnOriginMayCallOnAnyPort() throws Exception {
        behindNginx((port, gatehouse) -> {
            String host = "mcp.example.com:" + port;
            assertThat(send(port, call(host, "Origin: http://" + host + "\r\n")))
                    .startsWith("HTTP/1.1 200");
            assertThat(send(port, call(host, "Origin: http://mcp.example.com:1\r\n")))
                    .startsWith("HTTP/1.1 403");
        });
    }

    @Test
    void clientsOfHttpWithSseAreToldThePathThatLeadsThroughNginx() throws Exception {
        behindNginx((port, gatehouse) -> {
            try (Socket stream = new Socket("127.0.0.1", port)) {
                write(stream, get("/gw/sse"));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
                String endpoint = line(lines, "data: ").substring(6);
                assertThat(endpoint).startsWith("/gw/sse?sessionId=");
                String call = call("mcp.example.com", "").replaceFirst("/mcp", endpoint);
                assertThat(send(port, call)).startsWith("HTTP/1.1 202");
                assertThat(line(lines, "data: ")).contains("\"id\":1");
            }
        });
    }

    private static String get(String path) {
        return RawHttp.get(path)
                .replace("Host: 127.0.0.1", "Host: mcp.example.com")
                .replaceFirst("\r\nHost:", "\r\nAccept: text/event-stream\r\nHost:");
    }

    private static String call(String host, String headers) {
        return RawHttp.call("shop_list_orders", "{}")
                .replace("Host: 127.0.0.1", "Host: " + host)
                .replaceFirst("\r\nHost:", "\r\n" + headers + "Connection: close\r\nHost:");
    }

    private static String line(BufferedReader lines, String start) throws Exception {
        String line = lines.readLine();
        while (line != null && !line.startsWith(start)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    private void behindNginx(Asked asked) throws Exception {
        assumeTrue(RunningNginx.PROGRAM != null, "nginx is not installed");
        Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "listen: {trusted-proxies: [127.0.0.1], allowed-hosts: [mcp.example.com]}\n");
        try (GatehouseProcess gatehouse = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            URI endpoint = GatehouseProcess.endpoint(gatehouse.out(line -> line.contains("endpoint")));
            int port = FreePorts.next();
            try (RunningNginx nginx = RunningNginx.start(folder, port, configuration(port, endpoint.getPort()))) {
                asked.of(port, gatehouse);
            }
        }
    }

    private static String configuration(int port, int gateway) throws Exception {
        return RunningNginx.shown(0)
                .replace("    location / {", RunningNginx.shown(1) + "    location / {")
                .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + ";")
                .replace("127.0.0.1:8420", "127.0.0.1:" + gateway);
    }

    private static String send(int port, String request) throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(CLIENT, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            write(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Socket socket, String request) throws Exception {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }
}
