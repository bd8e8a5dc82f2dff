package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Many large bodies at once do not bring a gateway with a small heap down, and a good client is served meanwhile.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class MemoryAttacksTest {
    private static final int LARGE = 12 << 20;
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final byte[] PIECE = "x".repeat(64 << 10).getBytes(ISO_8859_1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private LargeAnswers server;
    private GatehouseProcess gateway;
    private URI endpoint;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = new LargeAnswers(LARGE);
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                servers: {big: {url: "%s"}}
                """.formatted(server.url()));
        gateway = GatehouseProcess.unhurried(folder, List.of("-Xmx160m", "-XX:+ExitOnOutOfMemoryError"));
        endpoint = URI.create(new JsonMapper()
                .readTree(gateway.out(line -> line.startsWith("{")))
                .get("endpoint")
                .asString());
        assertThat(call("small").body()).contains("\"text\":\"x\"");
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        server.close();
    }

    private static String message(String tool, String argument) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"big_" + tool + "\","
                + META + ",\"arguments\":{\"a\":\"" + argument + "\"}}}";
    }

    private static List<String> mcpHeaders(String tool) {
        return List.of(
                "Content-Type: application/json",
                "Accept: application/json, text/event-stream",
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: big_" + tool);
    }

    private HttpResponse<String> call(String tool) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).timeout(Duration.ofSeconds(30));
        for (String header : mcpHeaders(tool)) {
            request.header(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
        }
        return http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(message(tool, "")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        return new Socket(endpoint.getHost(), endpoint.getPort());
    }

    private static String head(URI address, List<String> headers, long length) {
        return "POST " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n"
                + String.join("\r\n", headers) + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /// Sends a body of many letters and gives the head of the answer; empty when the connection broke.
    private String large(URI address, List<String> headers, String start, String end) {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(address, headers, (long) start.length() + LARGE + end.length())
                    .getBytes(ISO_8859_1));
            out.write(start.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            try {
                for (int sent = 0; sent < LARGE && in.available() == 0; sent += PIECE.length) {
                    out.write(PIECE);
                }
                if (in.available() == 0) {
                    out.write(end.getBytes(ISO_8859_1));
                }
            } catch (SocketException refused) {
                // What was answered before may still be there.
            }
            return readHead(in);
        } catch (IOException broken) {
            return "";
        }
    }

    private static boolean answered(Socket reader) {
        try {
            return reader.getInputStream().available() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0 && head.indexOf("\r\n\r\n") < 0; next = in.read()) {
            head.append((char) next);
        }
        return head.toString();
    }

    /// Runs an attack of many, while a good client calls again and again.
    private List<String> attack(int count, Callable<String> one) throws Exception {
        AtomicInteger running = new AtomicInteger(count);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> attackers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                attackers.add(threads.submit(() -> {
                    try {
                        return one.call();
                    } finally {
                        running.decrementAndGet();
                    }
                }));
            }
            try {
                do {
                    assertThat(call("small").body()).contains("\"text\":\"x\"");
                } while (running.get() > 0);
                List<String> answers = new ArrayList<>();
                for (Future<String> attacker : attackers) {
                    answers.add(attacker.get(60, TimeUnit.SECONDS));
                }
                return answers;
            } finally {
                threads.shutdownNow(); // a gateway that answers nobody must not hold the test
            }
        }
    }

    /// Nothing ran out of memory, and what was held has come back.
    private void hasRecovered() throws Exception {
        assertThat(gateway.allErr()).noneMatch(line -> line.contains("OutOfMemory"));
        Patience.until("a large answer is served again", () -> large() > LARGE);
    }

    private int large() {
        try {
            return call("large").body().length();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    void manyLargeRequestsAreServedInTurnOrToComeAgain() throws Exception {
        String body = message("small", "|");
        int middle = body.indexOf('|');
        List<String> answers = attack(
                24, () -> large(endpoint, mcpHeaders("small"), body.substring(0, middle), body.substring(middle + 1)));
        assertThat(answers).anyMatch(head -> head.startsWith("HTTP/1.1 200"));
        assertThat(answers).allMatch(head -> head.isEmpty() || head.contains(" 200 ") || head.contains(" 503 "));
        assertThat(answers.stream().filter(head -> head.contains(" 503 ")))
                .allMatch(head -> head.toLowerCase(Locale.ROOT).contains("retry-after: "));
        hasRecovered();
    }

    @Test
    void manyLargeMessagesAreServedInTurnOrOverloaded() throws Exception {
        URI address = endpoint.resolve("/v1/messages");
        String start = "{\"model\":\"scripted-demo\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"";
        List<String> headers =
                List.of("Content-Type: application/json", "anthropic-version: 2023-06-01", "x-api-key: any");
        List<String> answers = attack(16, () -> large(address, headers, start, "\"}]}"));
        assertThat(answers).anyMatch(head -> head.startsWith("HTTP/1.1 200"));
        assertThat(answers).allMatch(head -> head.isEmpty() || head.contains(" 200 ") || head.contains(" 529 "));
        assertThat(answers.stream().filter(head -> head.contains(" 529 ")))
                .allMatch(head -> head.toLowerCase(Locale.ROOT).contains("retry-after: "));
        hasRecovered();
    }

    @Test
    void readersThatDoNotReadHoldNoMoreThanTheirShare() throws Exception {
        List<Socket> readers = new ArrayList<>();
        try {
            String body = message("large", "");
            for (int i = 0; i < 60; i++) {
                Socket socket = connect();
                socket.getOutputStream()
                        .write((head(endpoint, mcpHeaders("large"), body.length()) + body).getBytes(ISO_8859_1));
                readers.add(socket);
                Patience.until("its answer begins, large or not", () -> answered(socket));
            }
            assertThat(call("small").body()).contains("\"text\":\"x\"");
            String dropped = call("large").body();
            assertThat(dropped).contains("\"isError\":true", "its result was dropped");
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
        hasRecovered();
    }
}
