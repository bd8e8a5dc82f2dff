package io.gatehouse.doors.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.identity.KeyAuthenticator;
import io.gatehouse.protocol.Caller;
import io.gatehouse.seal.Sha256;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who gets to which door, and that each door refuses in its own words.
class FrontTest {
    private static HttpEngine engine;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Front front;
    private Listener listener;

    @BeforeAll
    static void start() {
        engine = HttpEngine.start(EngineSettings.defaults());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /// Answers what it is asked, and by whom.
    private record Echo(String name, boolean tellsOfRequests) implements Door {
        @Override
        public void serve(HttpExchange exchange, Visitor visitor) {
            boolean fails = "fail".equals(exchange.query());
            text(
                    exchange,
                    fails ? 400 : 200,
                    name + " serves " + visitor.caller().name() + (visitor.operator() ? ", an operator" : "") + " "
                            + exchange.body().length);
        }

        @Override
        public void refuse(HttpExchange exchange, Refusal refusal) {
            text(exchange, refusal.status(), name + " refuses: " + refusal.reason());
        }

        private static void text(HttpExchange exchange, int status, String text) {
            exchange.respond(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void listen() throws Exception {
        Door one = new Echo("one", false);
        Door two = new Echo("two", true);
        Routes routes = new Routes(
                Route.of("/one", "GET POST", Audience.CALLER, one),
                Route.of("/one/*", "*", Audience.CALLER, one),
                Route.of("/two/hello", "GET", Audience.ANYONE, two),
                Route.of("/two/*", "GET", Audience.CALLER, two),
                Route.of("/alive", "GET", Audience.EVERYBODY, one),
                Route.of("/secrets", "GET", Audience.OPERATOR, one),
                Route.of("*", "*", Audience.ANYONE, new Echo("rest", false)));
        front = new Front(routes, guard(), TrustedProxies.NONE, keys("ci", "ops"), caller -> true, this::refused);
        listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), front);
    }

    private void refused(HttpExchange exchange, Caller caller, int status, @Nullable Refusal refusal) {
        String why = refusal == null ? "let in" : refusal.getClass().getSimpleName();
        told.add(status + " " + exchange.path() + " " + why);
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private static RequestGuard guard() {
        return new RequestGuard(
                new GuardSettings(List.of("127.0.0.1"), List.of("gate.example"), List.of("https://app.example")));
    }

    private static KeyAuthenticator keys(String... names) throws Exception {
        List<KeyAuthenticator.Key> keys = new java.util.ArrayList<>();
        for (String name : names) {
            keys.add(new KeyAuthenticator.Key(name, Sha256.of("key-of-" + name), Set.of(), name.equals("ops")));
        }
        return new KeyAuthenticator(keys);
    }

    private String send(String line, String... headers) throws IOException {
        return sendTo("localhost", line, headers);
    }

    private String sendTo(String host, String line, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", listener.port())) {
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            String head = line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /one, '', 401, 'one refuses: A key of this gateway is needed: send it'",
        "GET /one, wrong, 401, one refuses: This gateway does not know the key.",
        "GET /one, ci, 200, one serves ci 0",
        "GET /one/below, ops, 200, 'one serves ops, an operator 0'",
        "GET /one/, ci, 200, one serves ci",
        "GET /oneself, ci, 200, rest serves ci",
        "PUT /one, ci, 405, 'one refuses: PUT is not allowed for /one; use GET, POST.'",
        "PUT /one, '', 401, one refuses",
        "GET /two/x, '', 401, two refuses",
        "GET /two/hello, '', 200, two serves anonymous 0",
        "GET /two/hello, wrong, 200, two serves anonymous 0",
        "POST /two/hello, '', 405, two refuses",
        "GET /secrets, '', 401, one refuses",
        "GET /secrets, ci, 403, one refuses: This page is for operators.",
        "GET /secrets, ops, 200, 'one serves ops, an operator 0'",
        "DELETE /nowhere, '', 200, rest serves anonymous 0",
        "GET /%6fne, '', 200, rest serves anonymous 0"
    })
    void theTableSaysWhoComesIn(String line, String key, int status, String text) throws Exception {
        String answer = key.isEmpty() ? send(line) : send(line, "x-api-key: key-of-" + key);
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains(text);
        String challenge = "WWW-Authenticate: Bearer realm=\"gatehouse\"" + (key.isEmpty() ? "\r\n" : ", error=");
        assertThat(answer.contains(challenge)).isEqualTo(status == 401);
        assertThat(answer.toLowerCase(java.util.Locale.ROOT).contains("\nallow: "))
                .isEqualTo(status == 405);
    }

    @Test
    void aForeignNameOrPageIsRefusedBeforeItsKeyIsLookedAt() throws Exception {
        assertThat(sendTo("evil.example", "GET /one", "x-api-key: key-of-ops"))
                .startsWith("HTTP/1.1 403")
                .contains("one refuses: The Host header 'evil.example' does not name this server.");
        assertThat(send("GET /two/x", "x-api-key: key-of-ops", "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("two refuses: Pages of the origin");
        assertThat(sendTo("evil.example", "GET /nowhere")).startsWith("HTTP/1.1 403");
        assertThat(sendTo("evil.example", "GET /alive")).startsWith("HTTP/1.1 200");
    }

    @Test
    void whatEverybodyMayUseHasNoMoreForWhoComesByAnotherName() throws Exception {
        assertThat(sendTo("localhost", "GET /alive", "x-api-key: key-of-ops")).contains("ops, an operator");
        assertThat(sendTo("evil.example", "GET /alive", "x-api-key: key-of-ops"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("an operator");
        front.apply(guard(), TrustedProxies.NONE, keys(), caller -> true);
        assertThat(send("GET /alive")).contains("anonymous, an operator");
        assertThat(sendTo("evil.example", "GET /alive"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("an operator");
    }

    @Test
    void whoIsRefusedForAWhileMayReadForHowLong() throws Exception {
        assertThat(send("GET /alive", "Origin: https://app.example"))
                .containsPattern("(?i)access-control-expose-headers: .*Retry-After");
    }

    @Test
    void aPageOfAnAllowedOriginIsToldWhyItIsRefused() throws Exception {
        assertThat(send("GET /one", "Origin: https://app.example"))
                .startsWith("HTTP/1.1 401")
                .containsIgnoringCase("access-control-allow-origin: https://app.example");
        assertThat(send("OPTIONS /one", "Origin: https://app.example", "Access-Control-Request-Method: POST"))
                .startsWith("HTTP/1.1 204");
    }

    @Test
    void aWrongKeyIsNotCalledAMissingOne() throws Exception {
        assertThat(send("GET /one", "Authorization: Basic eA=="))
                .contains("\r\nWWW-Authenticate: Bearer realm=\"gatehouse\"\r\n")
                .contains("one refuses: A key of this gateway is needed: send it as");
        assertThat(send("GET /one", "x-api-key: x"))
                .contains("\r\nWWW-Authenticate: Bearer realm=\"gatehouse\", error=\"invalid_token\","
                        + " error_description=\"This gateway does not know the key\"\r\n")
                .contains("one refuses: This gateway does not know the key. Send a valid one as");
    }

    @Test
    void ofTwoCredentialsItIsSaidWhichOneCounted() throws Exception {
        assertThat(send("GET /one", "Authorization: Bearer sk-ant-oat", "x-api-key: key-of-ops"))
                .contains("This gateway does not know the key in Authorization, which counts before x-api-key.")
                .doesNotContain("sk-ant-oat", "key-of-ops");
        assertThat(send("GET /one", "Authorization: Basic eA==", "x-api-key: wrong"))
                .contains("This gateway does not know the key in x-api-key, which counts because Authorization has no"
                        + " Bearer token.");
    }

    @Test
    void withoutKeysWhoComesByTheGatewaysOwnNameIsAnOperator() throws Exception {
        front.apply(guard(), TrustedProxies.NONE, keys(), caller -> true);
        assertThat(send("GET /secrets")).contains("one serves anonymous, an operator");
        assertThat(sendTo("gate.example", "GET /secrets")).startsWith("HTTP/1.1 403");
        assertThat(send("GET /secrets", "Origin: https://app.example")).startsWith("HTTP/1.1 403");
        assertThat(sendTo("gate.example", "GET /one")).contains("one serves anonymous 0");
    }

    @Test
    void aNameThatIsAllowedBesidesMakesNobodyAnOperator() throws Exception {
        for (String allowed : List.of("*", "localhost")) {
            RequestGuard allowing =
                    new RequestGuard(new GuardSettings(List.of("127.0.0.1"), List.of(allowed), List.of()));
            front.apply(allowing, TrustedProxies.NONE, keys(), caller -> true);
            String host = allowed.equals("*") ? "evil.example" : allowed;
            assertThat(sendTo(host, "GET /one")).contains("one serves anonymous 0");
            assertThat(sendTo(host, "GET /secrets")).startsWith("HTTP/1.1 403");
            assertThat(sendTo("127.0.0.1", "GET /secrets")).contains("anonymous, an operator");
        }
    }

    @Test
    void whoComesFromAnotherMachineIsNoOperatorWithoutKeys() throws Exception {
        front.apply(guard(), TrustedProxies.NONE, keys(), caller -> true);
        ListenSettings greeted = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .greetingProxies(List.of(AddressRange.of("127.0.0.0/8")))
                .build();
        try (Listener behindProxy = engine.listen(greeted, front)) {
            for (String client : List.of("203.0.113.7", "127.0.0.1")) {
                try (Socket socket = new Socket("127.0.0.1", behindProxy.port())) {
                    String sent = "PROXY TCP4 " + client + " 10.0.0.1 4711 443\r\n"
                            + "GET /alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
                    socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(answer).contains("one serves anonymous");
                    assertThat(answer.contains("an operator")).isEqualTo(client.equals("127.0.0.1"));
                }
            }
        }
    }

    @Test
    void whoeverWatchesHearsWhyAndNothingThatADoorTellsItself() throws Exception {
        send("GET /one");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("401 /one Unauthenticated");
        send("GET /two/x");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("401 /two/x Unauthenticated");
        send("GET /two/x?fail", "x-api-key: key-of-ci");
        send("GET /one/x?fail", "x-api-key: key-of-ci");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("400 /one/x let in");
        sendTo("evil.example", "GET /one");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("403 /one Foreign");
        send("GET /secrets", "x-api-key: key-of-ci");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("403 /secrets Forbidden");
    }

    @Test
    void changedKeysHoldForTheNextRequest() throws Exception {
        assertThat(send("GET /one", "x-api-key: key-of-ci")).startsWith("HTTP/1.1 200");
        front.apply(guard(), TrustedProxies.NONE, keys("ops"), caller -> true);
        assertThat(send("GET /one", "x-api-key: key-of-ci")).startsWith("HTTP/1.1 401");
    }

    @Test
    void theBodyOfARequestThatIsRefusedIsNotWaitedFor() throws Exception {
        String large = "Content-Length: 12000000";
        assertThat(send("POST /one", large)).startsWith("HTTP/1.1 401");
        assertThat(send("PUT /one", large, "x-api-key: key-of-ci")).startsWith("HTTP/1.1 405");
        assertThat(send("POST /one", large, "x-api-key: key-of-ci", "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(send("POST /nowhere", large)).startsWith("HTTP/1.1 200");
    }

    @Test
    void theDoorSaysThatABodyIsTooLarge() throws Exception {
        assertThat(send("POST /one", "Content-Length: 99000000000", "x-api-key: key-of-ci"))
                .startsWith("HTTP/1.1 413")
                .contains("one refuses: The request body is larger than");
    }

    @Test
    void aTableWithoutAnEndIsNone() {
        Route only = Route.of("/one", "*", Audience.ANYONE, new Echo("one", false));
        assertThatThrownBy(() -> new Routes(only)).isInstanceOf(IllegalArgumentException.class);
    }
}
