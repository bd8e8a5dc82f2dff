package io.gatehouse.doors.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which `Host` and `Origin` may call. Raw sockets, because clients do not let one choose them.
class RequestGuardTest {
    private static HttpEngine engine;

    @BeforeAll
    static void start() {
        engine = HttpEngine.start(EngineSettings.defaults());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static String send(GuardSettings settings, String head) throws Exception {
        RequestGuard guard = new RequestGuard(settings);
        try (Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), exchange -> {
                    if (guard.admits(
                            exchange,
                            Arrival.direct(exchange),
                            "Mcp-Session-Id",
                            refused -> exchange.respond(
                                    403, "text/plain", refused.reason().getBytes(StandardCharsets.UTF_8)))) {
                        exchange.respond(200, "text/plain", new byte[0]);
                    }
                });
                Socket socket = new Socket("127.0.0.1", listener.port())) {
            OutputStream out = socket.getOutputStream();
            out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "no answer";
        }
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost, 200",
        "127.0.0.1, LOCALHOST:8420, 200",
        "127.0.0.1, 127.0.0.1:1, 200",
        "127.0.0.1, [::1]:8420, 200",
        "127.0.0.1, [::1], 200",
        "127.0.0.1, evil.example, 403",
        "127.0.0.1, localhost.evil.example, 403",
        "127.0.0.1, 127.0.0.1.evil.example, 403",
        "127.0.0.1, 127.evil.example, 403",
        "127.0.0.1, 192.168.0.7, 403",
        "127.0.0.1, gate.example:443, 200",
        "127.0.0.1, port.example:443, 200",
        "127.0.0.1, port.example:444, 403",
        "127.0.0.1, a@localhost, 403",
        "127.0.0.1, '', 403",
        "0.0.0.0, 192.168.0.7:8420, 200",
        "0.0.0.0, [fd00::7]:8420, 200",
        "0.0.0.0, localhost, 200",
        "0.0.0.0, evil.example, 403",
        "192.168.0.7, 192.168.0.7:8420, 200",
        "192.168.0.7, 192.168.0.8:8420, 403",
        "192.168.0.7, localhost, 403",
        "Gate.Internal, gate.internal, 200"
    })
    void theHostMustBeTheListeners(String bound, String host, int status) throws Exception {
        GuardSettings settings =
                new GuardSettings(List.of(bound), List.of("gate.example", "Port.Example:443"), List.of());
        String answer = send(settings, "GET / HTTP/1.1\r\nHost: " + host + "\r\n");
        assertThat(status(answer)).as(answer).isEqualTo(status);
        if (status == 403) {
            assertThat(answer).contains("The Host header ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mcp.example., 200",
        "mcp.example:, 200",
        "MCP.example.:8420, 200",
        "mcp.example.., 403",
        "., 403",
        "usual.example, 200",
        "usual.example:8443, 403",
        "[2001:db8::2], 200",
        "[2001:DB8:0:0:0:0:0:2]:8420, 200",
        "[2001:db8::3], 403",
        "[2001:db8::4], 200",
        "[2001:db8::5]:8443, 200",
        "[2001:db8::5]:8444, 403",
        "[0:0:0:0:0:0:0:1], 200",
        "[::FFFF:127.0.0.1], 200",
        "[2001:db8::2::], 403",
        "localhost.:8420, 200"
    })
    void namesThatMeanTheSameAreTheSame(String host, int status) throws Exception {
        List<String> allowed =
                List.of("mcp.example", "usual.example.:443", "[2001:db8::2]", "2001:0DB8::4", "[2001:db8:0::5]:8443");
        GuardSettings settings = new GuardSettings(List.of("127.0.0.1"), allowed, List.of());
        String answer = send(settings, "GET / HTTP/1.1\r\nHost: " + host + "\r\n");
        assertThat(status(answer)).as(answer).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example:443, https://app.example, 200",
        "https://app.example, https://app.example:443, 200",
        "http://app.example:80, http://app.example, 200",
        "http://app.example:443, http://app.example, 403",
        "https://app.example:8443, https://app.example, 403",
        "https://[2001:DB8::2]:443, https://[2001:db8::2], 200",
        "chrome-extension://ABC, chrome-extension://abc, 200",
        "'null', 'null', 200"
    })
    void originsThatMeanTheSameAreTheSame(String allowed, String origin, int status) throws Exception {
        GuardSettings settings = new GuardSettings(List.of("127.0.0.1"), List.of(), List.of(allowed));
        String answer = send(settings, "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n");
        assertThat(status(answer)).as(answer).isEqualTo(status);
        assertThat(answer.contains("Access-Control-Allow-Origin: " + origin + "\r\n"))
                .isEqualTo(status == 200);
    }

    @Test
    void aPageOfTheListenerMayLeaveOutThePortThatHostHas() throws Exception {
        GuardSettings settings = new GuardSettings(List.of("127.0.0.1"), List.of("gate.example"), List.of());
        String head = "GET / HTTP/1.1\r\nHost: gate.example:443\r\nOrigin: ";
        assertThat(status(send(settings, head + "https://gate.example\r\n"))).isEqualTo(200);
        assertThat(status(send(settings, head + "https://gate.example:444\r\n")))
                .isEqualTo(403);
    }

    @Test
    void theAuthorityOfAnAbsoluteTargetMustBeTheListeners() throws Exception {
        GuardSettings settings = GuardSettings.of(List.of("127.0.0.1"));
        assertThat(status(send(settings, "GET http://evil.example/mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n")))
                .isEqualTo(400);
        assertThat(status(send(settings, "GET http://evil.example/mcp HTTP/1.1\r\nHost: evil.example\r\n")))
                .isEqualTo(403);
        assertThat(status(send(settings, "GET http://evil.example/mcp HTTP/1.0\r\n")))
                .isEqualTo(403);
        assertThat(status(send(settings, "GET http://localhost/mcp HTTP/1.0\r\n")))
                .isEqualTo(200);
    }

    @Test
    void theHostMayNotBeMissingOrDoubled() throws Exception {
        GuardSettings settings = GuardSettings.of(List.of("127.0.0.1"));
        assertThat(status(send(settings, "GET / HTTP/1.0\r\n"))).isEqualTo(403);
        assertThat(status(send(settings, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n")))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, http://localhost:3000, 200, false",
        "localhost, https://127.0.0.1, 200, false",
        "127.0.0.1, http://[::1]:5173, 200, false",
        "localhost, https://app.example, 200, true",
        "localhost, HTTPS://APP.example, 200, true",
        "localhost, https://app.example:444, 403, false",
        "localhost, http://app.example, 403, false",
        "localhost, https://evil.example, 403, false",
        "localhost, https://localhost.evil.example, 403, false",
        "localhost, null, 403, false",
        "localhost, file://, 403, false",
        "gate.example, https://gate.example, 200, false",
        "gate.example, http://localhost:3000, 403, false"
    })
    void theOriginMustBeTheListenersOrConfigured(String host, String origin, int status, boolean shared)
            throws Exception {
        GuardSettings settings =
                new GuardSettings(List.of("127.0.0.1"), List.of("gate.example"), List.of("https://app.example"));
        String answer = send(settings, "GET / HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\n");
        assertThat(status(answer)).as(answer).isEqualTo(status);
        assertThat(answer.toLowerCase(java.util.Locale.ROOT).contains("access-control-allow-origin"))
                .isEqualTo(shared);
        if (shared) {
            assertThat(answer).contains("Mcp-Session-Id");
        }
    }

    @Test
    void aPreflightIsGrantedToConfiguredOriginsOnly() throws Exception {
        GuardSettings settings = new GuardSettings(List.of("127.0.0.1"), List.of(), List.of("https://app.example"));
        String preflight = "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: authorization,mcp-param-region\r\nOrigin: ";
        String granted = send(settings, preflight + "https://app.example\r\n");
        assertThat(status(granted)).isEqualTo(204);
        assertThat(granted)
                .containsIgnoringCase("Access-Control-Allow-Origin: https://app.example\r\n")
                .containsIgnoringCase("Access-Control-Allow-Headers: authorization,mcp-param-region\r\n")
                .containsIgnoringCase("Access-Control-Allow-Methods: GET, POST, DELETE\r\n")
                .containsIgnoringCase("Vary: Origin\r\n");
        assertThat(status(send(settings, preflight + "https://evil.example\r\n")))
                .isEqualTo(403);
    }

    @Test
    void ofTwoOriginsNeitherIsBelieved() throws Exception {
        GuardSettings settings = new GuardSettings(List.of("127.0.0.1"), List.of(), List.of("https://app.example"));
        String head = "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: ";
        assertThat(status(send(settings, head + "http://localhost\r\nOrigin: https://evil.example\r\n")))
                .isEqualTo(403);
        assertThat(status(send(settings, head + "https://evil.example\r\nOrigin: https://app.example\r\n")))
                .isEqualTo(403);
    }

    @Test
    void headersThatAPageAsksForAreGrantedWithinBounds() throws Exception {
        GuardSettings settings = new GuardSettings(List.of("127.0.0.1"), List.of(), List.of("https://app.example"));
        for (String wanted : List.of("a".repeat(1025), "a, b: c", "a;b")) {
            String answer = send(
                    settings,
                    "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nAccess-Control-Request-Method: POST\r\n"
                            + "Access-Control-Request-Headers: " + wanted + "\r\nOrigin: https://app.example\r\n");
            assertThat(status(answer)).isEqualTo(204);
            assertThat(answer).doesNotContainIgnoringCase("Access-Control-Allow-Headers");
        }
    }

    @Test
    void aLongForeignNameIsQuotedInPart() throws Exception {
        String answer =
                send(GuardSettings.of(List.of("127.0.0.1")), "GET / HTTP/1.1\r\nHost: " + "e".repeat(10_000) + "\r\n");
        assertThat(status(answer)).isEqualTo(403);
        assertThat(answer).contains("eeee").hasSizeLessThan(1_000);
    }
}
