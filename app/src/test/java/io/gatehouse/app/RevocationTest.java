package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.TokenIssuer;
import io.gatehouse.fixtures.postgres.TestPostgres;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of the gateway end when they are revoked (RFC 7009), and what waits for news on a token ends with it.
class RevocationTest {
    private static final String PUBLIC = "https://gw.example.com";

    @TempDir
    static Path folder;

    private static TokenIssuer issuer;
    private static FixtureServer server;
    private static HttpClient http;
    private static Bed bed;
    private static TokenRequests tokens;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TokenIssuer();
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        http = HttpClient.newHttpClient();
        bed = gateway(folder, "");
        tokens = new TokenRequests(http, bed);
    }

    private static Bed gateway(Path place, String more) throws Exception {
        Bed made = new Bed(place, "port: 0, public-url: \"" + PUBLIC + "\"", """
                auth:
                  keys:
                    - {name: desk, sha256: "%s"}
                    - {name: other, sha256: "%s"}
                    - {name: ops, sha256: "%s", operator: true}
                  issuers: [{issuer: "%s", ignore-scopes: true}]
                servers: {one: {url: "%s"}}
                %s""".formatted(
                        KeyMaker.hash("key-of-desk"),
                        KeyMaker.hash("key-of-other"),
                        KeyMaker.hash("key-of-ops"),
                        issuer.name(),
                        server.endpoint(),
                        more));
        made.awaitReady("one");
        return made;
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        server.close();
        issuer.close();
    }

    private static boolean works(String token) {
        return tokens.list("/mcp", token).statusCode() == 200;
    }

    @Test
    void itEndsWithAllThatWasMadeFromIt() {
        String first = tokens.token("key-of-desk", "scope", "delegate");
        String second = tokens.token(first, "scope", "delegate");
        String third = tokens.token(second);
        String sister = tokens.token(first);
        HttpResponse<String> answer = tokens.revoke(second);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        for (String ended : List.of(second, third)) {
            HttpResponse<String> refused = tokens.list("/mcp", ended);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("The token was revoked. Get a new one.");
            assertThat(tokens.exchange(ended).statusCode()).isEqualTo(400);
            assertThat(tokens.revoke(ended).statusCode()).isEqualTo(200);
        }
        assertThat(works(first)).isTrue();
        assertThat(works(sister)).isTrue();
    }

    @Test
    void whatIsNoTokenOfTheGatewayIsNothingToEnd() {
        String token = tokens.token("key-of-desk");
        String forged = token.substring(0, token.length() - 4) + "AAAA";
        for (String none : List.of("unknown", "a.b.c", forged, "eyJhbGciOiJub25lIn0.e30.", "x".repeat(20_000))) {
            assertThat(tokens.revoke(none).statusCode()).as(none).isEqualTo(200);
        }
        assertThat(works(token)).isTrue();
        String outside = issuer.token("alice", PUBLIC + "/mcp", "", claims -> {});
        Patience.until("the keys of the issuer are there", () -> works(outside));
        HttpResponse<String> refused = tokens.revoke(outside);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TokenRequests.error(refused)).isEqualTo("unsupported_token_type");
        assertThat(tokens.post("/oauth/revoke", "").statusCode()).isEqualTo(400);
        assertThat(tokens.post("/oauth/revoke", "token=" + token + "&token=" + token)
                        .statusCode())
                .isEqualTo(400);
        assertThat(TokenRequests.send(
                                http,
                                HttpRequest.newBuilder(bed.endpoint().resolve("/oauth/revoke"))
                                        .build())
                        .statusCode())
                .isEqualTo(405);
        assertThat(works(token)).isTrue();
    }

    private static String basic(String name, String key) {
        String both = name + ":" + key;
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoShowsAWrongCredentialIsRefused() {
        String token = tokens.token("key-of-desk");
        for (String wrong : List.of(
                "Bearer key-of-nobody",
                basic("desk", "key-of-other"),
                basic("other", "key-of-desk"),
                "Basic !!",
                "Digest x")) {
            HttpResponse<String> refused = tokens.revoke(token, "Authorization", wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
            assertThat(TokenRequests.error(refused)).isEqualTo("invalid_client");
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .contains((wrong.startsWith("Basic") ? "Basic" : "Bearer") + " realm=\"gatehouse\"");
        }
        HttpResponse<String> foreign = tokens.revoke(token, "Authorization", "Bearer key-of-other");
        assertThat(foreign.statusCode()).isEqualTo(400);
        assertThat(TokenRequests.error(foreign)).isEqualTo("invalid_grant");
        String sister = tokens.token("key-of-desk");
        assertThat(TokenRequests.error(tokens.revoke(token, "Authorization", "Bearer " + sister)))
                .isEqualTo("invalid_grant");
        assertThat(works(token)).isTrue();
    }

    @Test
    void itsMakerItselfAndAnOperatorMayRevokeIt() {
        String parent = tokens.token("key-of-desk", "scope", "delegate");
        for (String right : List.of("Bearer key-of-desk", basic("desk", "key-of-desk"), "Bearer key-of-ops")) {
            String token = tokens.token("key-of-desk");
            assertThat(tokens.revoke(token, "Authorization", right).statusCode())
                    .isEqualTo(200);
            assertThat(works(token)).isFalse();
        }
        String child = tokens.token(parent);
        assertThat(tokens.revoke(child, "Authorization", "Bearer " + parent).statusCode())
                .isEqualTo(200);
        assertThat(works(child)).isFalse();
        assertThat(works(parent)).isTrue();
        String mine = tokens.token("key-of-desk");
        assertThat(tokens.post("/oauth/revoke", "token=" + mine + "&client_id=desk&client_secret=key-of-desk")
                        .statusCode())
                .isEqualTo(200);
        assertThat(works(mine)).isFalse();
    }

    @Test
    void itStaysRevokedAfterARestart(@TempDir Path other) throws Exception {
        String token;
        try (Bed before = gateway(other, "")) {
            TokenRequests there = new TokenRequests(http, before);
            token = there.token("key-of-desk");
            assertThat(there.revoke(token).statusCode()).isEqualTo(200);
        }
        try (Bed after = gateway(other, "")) {
            TokenRequests there = new TokenRequests(http, after);
            assertThat(there.list("/mcp", token).statusCode()).isEqualTo(401);
            assertThat(there.list("/mcp", there.token("key-of-desk")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void itEndsAtEveryReplica(@TempDir Path other) throws Exception {
        Assumptions.assumeTrue(TestPostgres.possible(), "PostgreSQL cannot run as root here");
        Files.writeString(other.resolve("store.url"), TestPostgres.database());
        Files.writeString(other.resolve("seal.keys"), KeyMaker.make());
        String shared = "store: {url: \"${file:" + other.resolve("store.url") + "}\"}\nseal: {keys: \"${file:"
                + other.resolve("seal.keys") + "}\"}\n";
        try (Bed one = gateway(Files.createDirectories(other.resolve("a")), shared);
                Bed two = gateway(Files.createDirectories(other.resolve("b")), shared)) {
            TokenRequests first = new TokenRequests(http, one);
            TokenRequests second = new TokenRequests(http, two);
            String token = first.token("key-of-desk");
            assertThat(second.list("/mcp", token).statusCode()).isEqualTo(200);
            assertThat(first.revoke(token).statusCode()).isEqualTo(200);
            Patience.until(
                    "it has ended there too",
                    () -> second.list("/mcp", token).body().contains("The token was revoked."));
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        CompletableFuture<String> events = stream("/mcp", tokens.token("key-of-desk", "expires_in", "1"));
        CompletableFuture<String> old = stream("/sse", tokens.token("key-of-desk", "expires_in", "1"));
        CompletableFuture<String> longer = stream("/mcp", tokens.token("key-of-desk"));
        for (CompletableFuture<String> each : List.of(events, old)) {
            Patience.until("the stream has ended", each::isDone);
        }
        assertThat(longer).isNotDone();
        longer.cancel(true);
    }

    private static CompletableFuture<String> stream(String path, String token) throws Exception {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json");
        if (path.equals("/mcp")) {
            String session = TokenRequests.send(
                            http,
                            request.copy()
                                    .POST(HttpRequest.BodyPublishers.ofString(initialize))
                                    .build())
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            request.header("Mcp-Session-Id", session);
        }
        HttpResponse<InputStream> answer = http.sendAsync(
                        request.GET().build(), HttpResponse.BodyHandlers.ofInputStream())
                .get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        CompletableFuture<String> whole = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                whole.complete(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
            } catch (Exception broken) {
                whole.completeExceptionally(broken);
            }
        });
        return whole;
    }
}
