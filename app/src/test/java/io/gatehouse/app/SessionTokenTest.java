package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens that an application binds to one session of its own: what is counted by session is counted by that one,
/// whichever connection, revision or door is used.
class SessionTokenTest {
    @TempDir
    static Path folder;

    private static FixtureServer server;
    private static ScriptedProvider provider;
    private static HttpClient http;
    private static Bed bed;
    private static TokenRequests tokens;

    @BeforeAll
    static void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        provider = new ScriptedProvider("{models: [scripted], turns: [{say: done}]}");
        http = HttpClient.newHttpClient();
        bed = new Bed(folder, "port: 0, public-url: 'https://gw.example.com'", """
                auth: {keys: [{name: desk, sha256: %s}, {name: other, sha256: %s}]}
                servers: {plain: {url: "%s"}}
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                usage:
                  repeats: {few: {slow-after: 0, stop-after: 2}}
                  limits:
                    each: {tools: echo, calls: 2, every: 1h, per: session}
                    asks: {models: "*", calls: 1, every: 1h, per: session}
                """.formatted(
                KeyMaker.hash("key-of-desk"), KeyMaker.hash("key-of-other"), server.endpoint(), provider.address()));
        bed.awaitReady("plain");
        tokens = new TokenRequests(http, bed);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        provider.close();
        server.close();
    }

    private static Reply call(String token, Revision revision, String tool, String key) {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", revision, "{}", token)) {
            return client.call(tool, key);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2024_11_05", "R2025_11_25", "R2026_07_28"})
    void repeatsAreCountedAcrossConnectionsAndRevisions(Revision revision) {
        String token = tokens.token("key-of-desk", "session", "repeats-" + revision);
        String renewed = tokens.token("key-of-desk", "session", "repeats-" + revision);
        assertThat(call(token, revision, "plain_touch", "a").toolError()).isFalse();
        assertThat(call(renewed, revision, "plain_touch", "a").toolError()).isFalse();
        assertThat(call(token, Revision.NEWEST, "plain_touch", "a").said()).contains("gave the same result 2 times");
        String another = tokens.token("key-of-desk", "session", "another-" + revision);
        assertThat(call(another, revision, "plain_touch", "a").toolError()).isFalse();
        String foreign = tokens.token("key-of-other", "session", "repeats-" + revision);
        assertThat(call(foreign, revision, "plain_touch", "a").toolError()).isFalse();
    }

    @Test
    void limitsOfASessionAndRecordsTakeItsName() throws Exception {
        String token = tokens.token("key-of-desk", "session", "run/4711");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("gatehouse"))
                .containsEntry("session", "run/4711");
        assertThat(call(token, Revision.NEWEST, "plain_echo", "1").toolError()).isFalse();
        assertThat(bed.calls().getLast().session()).isEqualTo("run/4711");
        assertThat(call(token, Revision.R2025_11_25, "plain_echo", "2").toolError())
                .isFalse();
        assertThat(bed.calls().getLast().session()).isEqualTo("run/4711");
        assertThat(call(token, Revision.NEWEST, "plain_echo", "3").said()).contains("The limit of 2 calls");
        String next = tokens.token("key-of-desk", "session", "run/4712");
        assertThat(call(next, Revision.NEWEST, "plain_echo", "1").toolError()).isFalse();
        assertThat(message(token).statusCode()).isEqualTo(200);
        assertThat(message(token).statusCode()).isEqualTo(429);
        assertThat(message(next).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> message(String token) {
        String body = "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return TokenRequests.send(
                http,
                HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                        .header("Authorization", "Bearer " + token)
                        .header("anthropic-version", "2023-06-01")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    @Test
    void whatWasBoundStaysBound() throws Exception {
        String first = tokens.token("key-of-desk", "session", "s1", "scope", "delegate");
        String second = tokens.token(first);
        assertThat(SignedJWT.parse(second).getJWTClaimsSet().getJSONObjectClaim("gatehouse"))
                .containsEntry("session", "s1");
        assertThat(tokens.exchange(first, "session", "s1").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = tokens.exchange(first, "session", "s2");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TokenRequests.error(refused)).isEqualTo("invalid_request");
        tokens.revoke(first);
        assertThat(tokens.list("/mcp", second).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ü", "a\nb"})
    void anOddNameIsRefused(String session) {
        assertThat(tokens.exchange("key-of-desk", "session", session).statusCode())
                .isEqualTo(400);
        assertThat(tokens.exchange("key-of-desk", "session", "x".repeat(129)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aLegacySessionBelongsToIt() {
        String token = tokens.token("key-of-desk", "session", "mine");
        String session =
                initialize(token).headers().firstValue("Mcp-Session-Id").orElseThrow();
        assertThat(ping(tokens.token("key-of-desk", "session", "mine"), session))
                .isEqualTo(200);
        for (String other :
                List.of("key-of-desk", tokens.token("key-of-desk"), tokens.token("key-of-desk", "session", "yours"))) {
            assertThat(ping(other, session)).isEqualTo(404);
        }
        assertThat(ping(token, session)).isEqualTo(200);
    }

    private static HttpResponse<String> initialize(String token) {
        return post(
                token,
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
                Map.of());
    }

    private static int ping(String token, String session) {
        return post(token, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", Map.of("Mcp-Session-Id", session))
                .statusCode();
    }

    private static HttpResponse<String> post(String token, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint())
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return TokenRequests.send(http, request.build());
    }
}
