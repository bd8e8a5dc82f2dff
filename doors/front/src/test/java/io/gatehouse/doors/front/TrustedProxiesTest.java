package io.gatehouse.doors.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.identity.KeyAuthenticator;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a request came from, as proxies tell: those that are trusted, and no others. The requests of these tests come
/// from 127.0.0.1.
class TrustedProxiesTest {
    private static final TrustedProxies TRUSTED = new TrustedProxies(Stream.of("127.0.0.0/8", "10.0.0.0/8", "fd00::/8")
            .map(AddressRange::of)
            .toList());
    private static final TrustedProxies OTHERS = new TrustedProxies(List.of(AddressRange.of("10.0.0.0/8")));

    private static HttpEngine engine;

    @BeforeAll
    static void start() {
        engine = HttpEngine.start(EngineSettings.defaults());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /// Says where a request came from, and to whom it belongs.
    private record Mirror(TrustedProxies proxies) implements Door {
        @Override
        public void serve(HttpExchange exchange, Visitor visitor) {
            text(
                    exchange,
                    200,
                    visitor.caller().address() + (visitor.operator() ? " operator " : " ")
                            + (proxies.arrival(exchange).secure() ? "https" : "http") + visitor.prefix() + ";");
        }

        @Override
        public void refuse(HttpExchange exchange, Refusal refusal) {
            text(exchange, refusal.status(), refusal.reason());
        }

        private static void text(HttpExchange exchange, int status, String text) {
            exchange.respond(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String send(TrustedProxies proxies, String... headers) throws Exception {
        RequestGuard guard =
                new RequestGuard(new GuardSettings(List.of("127.0.0.1"), List.of("gate.example"), List.of()));
        Routes routes = new Routes(Route.of("*", "*", Audience.CALLER, new Mirror(proxies)));
        Front front = new Front(
                routes,
                guard,
                proxies,
                new KeyAuthenticator(List.of()),
                caller -> true,
                (exchange, address, status, refusal) -> {});
        try (Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), front);
                Socket socket = new Socket("127.0.0.1", listener.port())) {
            String head = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + String.join(
                            "",
                            Stream.of(headers).map(header -> header + "\r\n").toList()) + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7                          | 203.0.113.7",
                "198.51.100.1, 203.0.113.7            | 203.0.113.7",
                "198.51.100.1, 203.0.113.7, 10.0.0.5  | 203.0.113.7",
                "198.51.100.1,203.0.113.7,10.0.0.5,,  | 203.0.113.7",
                "10.0.0.9, 10.0.0.5                   | 10.0.0.9",
                "203.0.113.7:4711                     | 203.0.113.7",
                "2001:db8::7                          | 2001:db8:0:0:0:0:0:7",
                "[2001:db8::7]:4711                   | 2001:db8:0:0:0:0:0:7",
                "203.0.113.7, fd00::5                 | 203.0.113.7",
                "203.0.113.7, ::ffff:10.0.0.5         | 203.0.113.7",
                "203.0.113.7, unknown                 | unknown",
                "203.0.113.7, _hidden                 | _hidden",
                "203.0.113.7, evil.example            | unknown",
                "203.0.113.7, 1.2.3                   | unknown",
                "203.0.113.7, 203.0.113.8:99999999    | unknown",
                "203.0.113.7, [203.0.113.8]           | unknown",
                "\", 203.0.113.7                      | 203.0.113.7",
                "' '                                  | 127.0.0.1"
            })
    void theLastHopThatIsNoTrustedProxyIsTheClient(String header, String address) throws Exception {
        assertThat(body(send(TRUSTED, "X-Forwarded-For: " + header))).isEqualTo(address + " http;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7                                    | 203.0.113.7 http;",
                "FOR=\"203.0.113.7:4711\"; Proto=https; by=10.0.0.1 | 203.0.113.7 https;",
                "for=\"[2001:db8::7]:4711\";proto=http              | 2001:db8:0:0:0:0:0:7 http;",
                "for=198.51.100.1;proto=https, for=203.0.113.7      | 203.0.113.7 http;",
                "for=198.51.100.1, for=203.0.113.7, for=10.0.0.5    | 203.0.113.7 http;",
                "for=\", for=203.0.113.7                            | 203.0.113.7 http;",
                "for=unknown                                        | unknown http;",
                "for=\"_sEcReT:_port\"                              | _sEcReT http;",
                "for=203.0.113.7;for=203.0.113.8                    | unknown http;",
                "for=\"203.0.113.7\\\"\"                            | unknown http;",
                "nonsense                                           | unknown http;",
                "proto=https                                        | 127.0.0.1 https;"
            })
    void theStandardHeaderSaysTheSame(String header, String told) throws Exception {
        assertThat(body(send(TRUSTED, "Forwarded: " + header))).isEqualTo(told);
    }

    @Test
    void linesOfAHeaderAreOneList() throws Exception {
        assertThat(body(send(TRUSTED, "X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.7")))
                .isEqualTo("203.0.113.7 http;");
        assertThat(body(send(TRUSTED, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https")))
                .isEqualTo("203.0.113.7 https;");
    }

    @Test
    void whatAnybodyElseClaimsIsIgnored() throws Exception {
        for (TrustedProxies proxies : List.of(TrustedProxies.NONE, OTHERS)) {
            assertThat(body(send(
                            proxies,
                            "X-Forwarded-For: 10.0.0.1",
                            "Forwarded: for=10.0.0.2;host=evil.example",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Proto: https")))
                    .isEqualTo("127.0.0.1 http;");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/gw             | /gw",
                "/gw/            | /gw",
                "/a/b-1_~/v1.2   | /a/b-1_~/v1.2",
                "/other, /gw     | /gw",
                "/...            | /...",
                "gw              | ''",
                "/               | ''",
                "//evil.example  | ''",
                "/gw//x          | ''",
                "/gw/..          | ''",
                "/./gw           | ''",
                "/%2e%2e/gw      | ''",
                "/gw?a=b         | ''",
                "/gw#a           | ''",
                "/gw:1           | ''",
                "/\\evil.example | ''",
                "/g w            | ''",
                "https://a/gw    | ''"
            })
    void thePathThatAProxyTookAwayIsKnown(String header, String prefix) throws Exception {
        assertThat(body(send(TRUSTED, "X-Forwarded-Prefix: " + header))).isEqualTo("127.0.0.1 http" + prefix + ";");
        assertThat(body(send(OTHERS, "X-Forwarded-Prefix: " + header))).isEqualTo("127.0.0.1 http;");
    }

    @Test
    void aPathThatIsTooLongIsIgnored() throws Exception {
        String longest = "/a".repeat(128);
        assertThat(body(send(TRUSTED, "X-Forwarded-Prefix: " + longest))).endsWith("http" + longest + ";");
        assertThat(body(send(TRUSTED, "X-Forwarded-Prefix: " + longest + "a"))).endsWith("http;");
        assertThat(body(send(TRUSTED, "X-Forwarded-Prefix: " + longest.repeat(3))))
                .endsWith("http;");
    }

    @Test
    void twoHeadersThatNameDifferentClientsAreRefused() throws Exception {
        assertThat(send(TRUSTED, "X-Forwarded-For: 203.0.113.7", "Forwarded: for=198.51.100.1"))
                .startsWith("HTTP/1.1 400")
                .contains("name different clients");
        assertThat(body(send(TRUSTED, "X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7;proto=https")))
                .isEqualTo("203.0.113.7 https;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Host: evil.example | Forwarded: host=gate.example",
                "X-Forwarded-Proto: http        | Forwarded: proto=https",
                "X-Forwarded-Host: gate.example | Forwarded: for=203.0.113.7;host=localhost"
            })
    void twoHeadersThatTellDifferentThingsAreRefused(String one, String other) throws Exception {
        assertThat(send(TRUSTED, one, other)).startsWith("HTTP/1.1 400");
    }

    @Test
    void nobodyWhoComesThroughATrustedProxyIsAnOperatorThatTheGatewayCannotKnow() throws Exception {
        assertThat(body(send(TrustedProxies.NONE))).isEqualTo("127.0.0.1 operator http;");
        assertThat(body(send(TRUSTED))).isEqualTo("127.0.0.1 http;");
        assertThat(body(send(TrustedProxies.NONE, "X-Real-IP: 203.0.113.7"))).isEqualTo("127.0.0.1 http;");
        assertThat(body(send(TrustedProxies.NONE, "X-Forwarded-Proto: http"))).isEqualTo("127.0.0.1 http;");
    }

    @Test
    void aForwardedNameIsCheckedLikeAnyOther() throws Exception {
        assertThat(send(TRUSTED, "X-Forwarded-Host: evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("'evil.example', which a proxy forwards, does not name this server");
        assertThat(send(TRUSTED, "Forwarded: for=203.0.113.7;host=\"evil.example:1\""))
                .startsWith("HTTP/1.1 403");
        assertThat(send(TRUSTED, "X-Forwarded-Host: gate.example", "Origin: https://gate.example"))
                .startsWith("HTTP/1.1 200");
        assertThat(send(TRUSTED, "X-Forwarded-Host: gate.example", "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void aPageWithoutTlsMayNotCallAGatewayBehindTls() throws Exception {
        String[] behindTls = {"X-Forwarded-Host: gate.example", "X-Forwarded-Proto: https"};
        assertThat(send(TRUSTED, behindTls[0], behindTls[1], "Origin: https://gate.example"))
                .startsWith("HTTP/1.1 200");
        assertThat(send(TRUSTED, behindTls[0], behindTls[1], "Origin: http://gate.example"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void whoeverComesThroughAProxyIsNoOperatorWithoutKeys() throws Exception {
        assertThat(body(send(TrustedProxies.NONE))).isEqualTo("127.0.0.1 operator http;");
        for (TrustedProxies proxies : List.of(TrustedProxies.NONE, TRUSTED)) {
            for (String header : List.of("X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "Via: 1.1 edge")) {
                assertThat(body(send(proxies, header))).isEqualTo("127.0.0.1 http;");
            }
        }
    }

    @Test
    void aLongHeaderHidesNobody() throws Exception {
        String many = "198.51.100.1, ".repeat(500);
        assertThat(body(send(TRUSTED, "X-Forwarded-For: " + many + "203.0.113.7")))
                .isEqualTo("203.0.113.7 http;");
        assertThat(body(send(TRUSTED, "Forwarded: for=" + "x".repeat(5_000) + ", for=203.0.113.7")))
                .isEqualTo("203.0.113.7 http;");
        assertThat(body(send(TRUSTED, "X-Forwarded-For: 198.51.100.1, " + "10.0.0.1, ".repeat(40) + "10.0.0.2")))
                .isEqualTo("10.0.0.1 http;");
    }
}
