package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.EverythingMain;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.http.Listener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusPagesTest {
    @TempDir
    Path folder;

    @Test
    void withoutKeysEverythingIsTold() throws Exception {
        ask("", port -> {
            assertThat(get(port, "/health", "localhost", "")).contains(" 200 ").contains("\"ok\"");
            assertThat(get(port, "/ready", "localhost", "")).contains(" 200 ").contains("\"name\":\"shop\"");
            assertThat(get(port, "/metrics", "localhost", "")).contains("gatehouse_server_ready{server=\"shop\"}");
            assertThat(get(port, "/nothing", "localhost", "")).contains(" 404 ").contains("/mcp");
        });
    }

    @Test
    void withKeysDetailsAreForOperatorsAlone() throws Exception {
        String keys = "auth: { keys: [ { name: ci, sha256: " + KeyMaker.hash("ci-secret") + " }, { name: ops, sha256: "
                + KeyMaker.hash("ops-secret") + ", operator: true } ] }\n";
        ask(keys, port -> {
            assertThat(get(port, "/ready", "localhost", "")).contains("{\"ready\":true}");
            assertThat(get(port, "/metrics", "localhost", "")).contains(" 401 ").doesNotContain("gatehouse_");
            assertThat(get(port, "/logs/shop", "localhost", "")).contains(" 401 ");
            String caller = "Authorization: Bearer ci-secret\r\n";
            assertThat(get(port, "/ready", "localhost", caller)).contains("{\"ready\":true}");
            assertThat(get(port, "/metrics", "localhost", caller))
                    .contains(" 403 ", "operator: true")
                    .doesNotContain("gatehouse_");
            assertThat(get(port, "/logs/shop", "localhost", caller))
                    .contains(" 403 ")
                    .doesNotContain("lines");
            String operator = "Authorization: Bearer ops-secret\r\n";
            assertThat(get(port, "/ready", "localhost", operator)).contains("\"name\":\"shop\"");
            assertThat(get(port, "/metrics", "localhost", operator)).contains("gatehouse_server_ready");
            assertThat(get(port, "/logs/shop", "localhost", operator)).contains("\"origin\":\"state\"");
            assertThat(get(port, "/logs/none", "localhost", operator)).contains(" 404 ");
        });
    }

    @Test
    void whoComesThroughAProxyWithoutKeysIsNoOperator() throws Exception {
        ask("", ", allowed-hosts: [gate.example]", port -> {
            assertThat(get(port, "/ready", "localhost", "")).contains("\"name\":\"shop\"");
            assertThat(get(port, "/ready", "gate.example", "")).contains("{\"ready\":true}");
            assertThat(get(port, "/logs/shop", "gate.example", "")).contains(" 403 ");
        });
    }

    @Test
    void withoutKeysAPageOfAnAllowedOriginIsNoOperator() throws Exception {
        ask("", ", allowed-origins: ['https://app.example.com']", port -> {
            String page = "Origin: https://app.example.com\r\n";
            assertThat(get(port, "/ready", "localhost", page)).contains("{\"ready\":true}");
            assertThat(get(port, "/logs/shop", "localhost", page))
                    .contains(" 403 ")
                    .doesNotContain("lines");
            assertThat(get(port, "/metrics", "localhost", page))
                    .contains(" 403 ")
                    .doesNotContain("gatehouse_");
            assertThat(get(port, "/metrics", "localhost", "Origin: http://localhost:" + port + "\r\n"))
                    .contains(" 200 ");
        });
    }

    @Test
    void aPageThatReboundItsNameLearnsNothing() throws Exception {
        ask("", port -> {
            assertThat(get(port, "/ready", "evil.example", "")).contains(" 200 ", "{\"ready\":true}");
            assertThat(get(port, "/metrics", "evil.example", ""))
                    .contains(" 403 ")
                    .doesNotContain("gatehouse_");
            assertThat(get(port, "/health", "evil.example", "")).contains(" 200 ");
        });
    }

    /// Health checks of HAProxy are like that.
    @Test
    void aLoadBalancerThatSendsNoHostLearnsWhetherItIsReady() throws Exception {
        ask("", port -> {
            assertThat(exchange(port, "GET /ready HTTP/1.0\r\n\r\n")).contains(" 200 ", "{\"ready\":true}");
            assertThat(exchange(port, "GET /health HTTP/1.0\r\n\r\n")).contains(" 200 ");
            assertThat(exchange(port, "GET /metrics HTTP/1.0\r\n\r\n")).contains(" 403 ");
        });
    }

    @Test
    void aRequiredServerThatFailsEveryCallIsOutUntilOneSucceeds() throws Exception {
        try (RoughServer server = new RoughServer(false);
                Bed bed = new Bed(
                        folder, "servers: {bad: {url: '" + server.url() + "', required: true, break-for: 100ms}}");
                WireClient client = bed.client()) {
            bed.awaitReady("bad");
            int port = bed.endpoint().getPort();
            assertThat(get(port, "/ready", "localhost", "")).contains(" 200 ");
            for (int count = 0; count < 5; count++) {
                assertThat(client.call("bad_s500").toolError()).isTrue();
            }
            Patience.until(
                    "it is out", () -> get(port, "/ready", "localhost", "").contains(" 503 "));
            assertThat(get(port, "/ready", "localhost", ""))
                    .contains("\"state\":\"retrying\"", "the last 5 calls of server bad failed", "500");
            Patience.until("a call tries it", () -> !client.call("bad_echo").toolError());
            Patience.until(
                    "it is back", () -> get(port, "/ready", "localhost", "").contains(" 200 "));
        }
    }

    private interface Question {
        void on(int port);
    }

    private void ask(String more, Question question) throws Exception {
        ask(more, "", question);
    }

    private void ask(String more, String listen, Question question) throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        List<String> command = Javas.command(EverythingMain.class, "--stdio");
        Files.writeString(
                file,
                more
                        + """
                listen: { host: 127.0.0.1, port: 0%s }
                servers:
                  shop:
                    command: '%s'
                    args: [%s]
                """.formatted(
                                        listen,
                                        command.getFirst(),
                                        command.stream()
                                                .skip(1)
                                                .map(each -> "'" + each + "'")
                                                .collect(Collectors.joining(", "))));
        Configuration configuration =
                new ConfigurationLoader(ConfigurationLoader.Options.of(file), System.getenv()::get).load();
        try (Gatehouse gatehouse = Gatehouse.local(configuration, CallObserver.NONE);
                Listener listener = gatehouse.listen()) {
            for (var server : gatehouse.gateway().servers()) {
                server.firstLists().join();
            }
            question.on(listener.port());
        }
    }

    private static String get(int port, String path, String host, String headers) {
        List<String> lines = List.of("GET " + path + " HTTP/1.1", "Host: " + host, "Connection: close", headers);
        return exchange(port, String.join("\r\n", lines) + "\r\n");
    }

    private static String exchange(int port, String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
