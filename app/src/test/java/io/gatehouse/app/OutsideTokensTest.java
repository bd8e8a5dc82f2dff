package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.TokenIssuer;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Callers with tokens of an issuer, at every door.
class OutsideTokensTest {
    private static final String PUBLIC = TokenBed.PUBLIC;
    private static final String ALL = PUBLIC + "/mcp";
    private static final String METADATA =
            "resource_metadata=\"" + PUBLIC + "/.well-known/oauth-protected-resource/mcp";

    @TempDir
    static Path folder;

    private static TokenBed tokens;

    @BeforeAll
    static void start() throws Exception {
        String keys = "keys: [{name: ci, sha256: " + KeyMaker.hash("key-of-ci") + "}]\n";
        tokens = new TokenBed(folder, Era.LEGACY, Era.MODERN, auth(keys));
    }

    private static TokenBed.Auth auth(String keys) {
        return new TokenBed.Auth(keys, ", roles: gateway_roles", """
                support: {claims: {groups: [support, "desk-*"]}, servers: one, models: scripted}
                admins: {keys: ci, claims: {groups: admins, "realm.level": high}, servers: "*"}
                operators: {claims: {groups: operators}, scopes: ["admin:read", keys]}
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        tokens.close();
    }

    private static String token(String subject, String scopes, String group) {
        return tokens.issuer.token(subject, ALL, scopes, claims -> claims.claim("groups", List.of(group)));
    }

    private static WireClient client(String token, String toolset, Revision revision) {
        return WireClient.connect(tokens.bed().endpoint(), toolset, revision, "{}", token);
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void scopesNarrowWhatTheRolesGive(Revision revision) {
        try (WireClient client = client(token("alice", "mcp:read", "support"), "", revision)) {
            String listed = client.send("tools/list", "").result().toString();
            assertThat(listed).contains("one_echo").doesNotContain("one_touch").doesNotContain("two_");
            assertThat(client.call("one_echo").toolError()).isFalse();
            Reply withheld = client.call("one_touch");
            assertThat(withheld.text()).contains("one:write", "which your token does not have");
            assertThat(client.call("two_echo").text()).contains("Unknown tool").doesNotContain("two:read");
        }
        try (WireClient client = client(token("alice", "one:write", "desk-7"), "one", revision)) {
            String listed = client.send("tools/list", "").result().toString();
            assertThat(listed).contains("touch").doesNotContain("echo");
        }
        try (WireClient client = client(token("alice", "openid", "support"), "", revision)) {
            assertThat(client.send("tools/list", "").result().path("tools")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void whoCouldGetMoreScopesIsToldSoOverStreamableHttp(Revision revision) {
        try (WireClient client = client(token("alice", "mcp:read", "support"), "", revision)) {
            Reply withheld = client.call("one_touch");
            if (revision == Revision.R2024_11_05) {
                assertThat(withheld.toolError()).isTrue();
            } else {
                assertThat(withheld.status()).isEqualTo(403);
            }
            assertThat(withheld.text()).contains("\"scopes\":[\"one:write\"]", "\"category\":\"access\"");
        }
        try (WireClient client = client("key-of-ci", "", revision)) {
            assertThat(client.call("one_touch").toolError()).isFalse();
        }
    }

    @Test
    void theAdminApiTakesTokensForItAloneAndWhatRolesAndScopesGive() {
        String admin = PUBLIC + "/admin";
        try (AdminClient nobody = AdminClient.of(tokens.bed().gatehouse(), "")) {
            AdminClient both = nobody.as(tokens.issuer.token(
                    "olga", admin, "admin:read keys", claims -> claims.claim("groups", List.of("operators"))));
            both.get("/status").with(200);
            both.get("/keys").with(200);
            AdminClient narrowed = nobody.as(tokens.issuer.token(
                    "olga", admin, "admin:read", claims -> claims.claim("groups", List.of("operators"))));
            narrowed.get("/status").with(200);
            assertThat(narrowed.get("/keys").refused(403)).contains("keys");
            AdminClient roleless = nobody.as(tokens.issuer.token(
                    "alice", admin, "admin:read keys", claims -> claims.claim("groups", List.of("support"))));
            assertThat(roleless.get("/status").refused(403)).contains("admin:read");
            String forTools = tokens.issuer.token(
                    "olga", ALL, "admin:read keys", claims -> claims.claim("groups", List.of("operators")));
            AdminClient.Reply elsewhere = nobody.as(forTools).get("/status");
            assertThat(elsewhere.refused(401)).contains("The token is for something else");
            assertThat(elsewhere.http().headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("/.well-known/oauth-protected-resource/admin")
                    .doesNotContain("mcp:read");
        }
    }

    private static HttpResponse<String> call(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        tokens.bed().endpoint().resolve(path))
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("Accept", "application/json, text/event-stream");
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        return tokens.send(
                (body.isEmpty() ? request.GET() : request.POST(HttpRequest.BodyPublishers.ofString(body))).build());
    }

    private static HttpResponse<String> modern(String path, String method, String members, String... more) {
        String[] headers = new String[more.length + 4];
        System.arraycopy(more, 0, headers, 4, more.length);
        headers[0] = "MCP-Protocol-Version";
        headers[1] = "2026-07-28";
        headers[2] = "Mcp-Method";
        headers[3] = method;
        return call(path, RawHttp.message(method, members), headers);
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("");
    }

    @Test
    void theChallengeNamesAllScopesOfTheNextToken() {
        HttpResponse<String> answer = modern(
                "/mcp/one",
                "tools/call",
                "\"name\":\"one_touch\",\"arguments\":{}",
                "Mcp-Name",
                "one_touch",
                "Authorization",
                "Bearer " + token("alice", "mcp:read", "support"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(challenge(answer))
                .isEqualTo("Bearer realm=\"gatehouse\", error=\"insufficient_scope\", scope=\"mcp:read mcp:write\", "
                        + METADATA + "/one\"");
    }

    @Test
    void everyNameGetsTheSameChallengeWithoutAToken() {
        for (String name : List.of("/mcp/one", "/mcp/nothing", "/sse/one", "/sse/nothing")) {
            HttpResponse<String> answer = call(name, "");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(challenge(answer))
                    .isEqualTo("Bearer realm=\"gatehouse\", resource_metadata=\"" + PUBLIC
                            + "/.well-known/oauth-protected-resource" + name + "\", scope=\"mcp:read mcp:write\"");
            assertThat(call("/.well-known/oauth-protected-resource" + name, "").body())
                    .isEqualTo("{\"resource\":\"" + PUBLIC + name + "\",\"authorization_servers\":[\""
                            + tokens.issuer.name() + "\"],\"scopes_supported\":[\"mcp:read\",\"mcp:write\"],"
                            + "\"bearer_methods_supported\":[\"header\"],\"resource_name\":\"Gatehouse\"}");
        }
        assertThat(call("/.well-known/oauth-protected-resource", "").body()).contains("\"" + ALL + "\"");
        assertThat(call("/.well-known/oauth-protected-resource/v1", "").body()).contains("\"" + PUBLIC + "/v1\"");
        assertThat(call("/.well-known/oauth-protected-resource/metrics", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTokenThatDoesNotCountIsRefusedWithTheReason() {
        String other = tokens.issuer.token("alice", PUBLIC + "/mcp/two", "mcp:read", claims -> {});
        HttpResponse<String> answer = modern("/mcp/one", "tools/list", "\"x\":1", "Authorization", "Bearer " + other);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challenge(answer)).contains("error=\"invalid_token\"", METADATA + "/one\"");
        assertThat(answer.body()).contains("The token is for something else. Get one for the URL that you call.");
        String old = tokens.issuer.token(
                "alice", ALL, "mcp:read", claims -> claims.expirationTime(Date.from(Instant.EPOCH)));
        assertThat(modern("/mcp", "tools/list", "\"x\":1", "Authorization", "Bearer " + old)
                        .body())
                .contains("The token has expired. Get a new one.");
        String right = token("alice", "mcp:read", "support");
        assertThat(modern("/mcp", "tools/list", "\"x\":1", "x-api-key", right).body())
                .contains("A token does not count in x-api-key.");
        HttpResponse<String> twice = modern(
                "/mcp",
                "tools/list",
                "\"x\":1",
                "Authorization",
                "Bearer " + right,
                "Authorization",
                "Bearer " + token("mallory", "mcp:read", "admins"));
        assertThat(twice.statusCode()).isIn(400, 401);
        HttpResponse<String> keys =
                modern("/mcp", "tools/list", "\"x\":1", "x-api-key", "key-of-ci", "x-api-key", "key-of-another");
        assertThat(keys.statusCode()).isEqualTo(401);
        assertThat(keys.body()).contains("There are several Authorization or x-api-key headers. Send one.");
        assertThat(call("/v1/models", "", "x-api-key", "key-of-ci", "x-api-key", "key-of-ci")
                        .statusCode())
                .isEqualTo(401);
        assertThat(modern("/mcp", "tools/list", "\"x\":1", "Authorization", "bearer   " + right)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void allClaimsOfARoleMustFit() {
        String low = tokens.issuer.token("root", ALL, "mcp:read", claims -> claims.claim("groups", "admins"));
        assertThat(modern("/mcp/two", "tools/list", "\"x\":1", "Authorization", "Bearer " + low)
                        .statusCode())
                .isEqualTo(403);
        String high = tokens.issuer.token(
                "root",
                ALL,
                "mcp:read",
                claims -> claims.claim("groups", "admins").claim("realm", Map.of("level", "high")));
        assertThat(modern("/mcp/two", "tools/list", "\"x\":1", "Authorization", "Bearer " + high)
                        .body())
                .contains("two_echo");
        String named = tokens.issuer.token(
                "root", ALL, "mcp:read", claims -> claims.claim("gateway_roles", List.of("admins", "local commands")));
        assertThat(modern("/mcp/two", "tools/list", "\"x\":1", "Authorization", "Bearer " + named)
                        .body())
                .contains("two_echo");
        String local =
                tokens.issuer.token("root", ALL, "mcp:read", claims -> claims.claim("gateway_roles", "local commands"));
        assertThat(modern("/mcp/two", "tools/list", "\"x\":1", "Authorization", "Bearer " + local)
                        .statusCode())
                .isEqualTo(403);
        String same = tokens.issuer.token("ci", ALL, "mcp:read mcp:write", claims -> {});
        assertThat(modern("/mcp/two", "tools/list", "\"x\":1", "Authorization", "Bearer " + same)
                        .statusCode())
                .isEqualTo(403);
    }

    /// The claims may change from one token of a caller to the next.
    @Test
    void whatATokenSaysCountsForItAlone() {
        for (int round = 0; round < 2; round++) {
            try (WireClient client = client(token("bob", "mcp:read", "support"), "", Revision.NEWEST)) {
                assertThat(client.send("tools/list", "").result().toString())
                        .contains("one_echo")
                        .doesNotContain("one_touch");
            }
            try (WireClient client = client(token("bob", "mcp:write", "support"), "", Revision.NEWEST)) {
                assertThat(client.send("tools/list", "").result().toString())
                        .contains("one_touch")
                        .doesNotContain("one_echo");
            }
            assertThat(modern(
                                    "/mcp",
                                    "tools/list",
                                    "\"x\":1",
                                    "Authorization",
                                    "Bearer " + token("bob", "mcp:read", "nobody"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void theMessagesDoorHasAnAudienceOfItsOwn() {
        String body = "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        String right =
                tokens.issuer.token("alice", PUBLIC + "/v1", "mcp:read", claims -> claims.claim("groups", "support"));
        HttpResponse<String> answer = call("/v1/messages", body, "Authorization", "Bearer " + right);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        HttpResponse<String> wrong =
                call("/v1/messages", body, "Authorization", "Bearer " + token("alice", "mcp:read", "support"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("authentication_error", "The token is for something else.");
    }

    /// What lets a caller into the gateway is of no use to anybody behind it.
    @Test
    void noServerOrProviderEverGetsTheToken() {
        String right =
                tokens.issuer.token("alice", PUBLIC + "/v1", "mcp:read", claims -> claims.claim("groups", "support"));
        String hidden =
                "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"mcp_servers\":[{\"type\":\"url\",\"url\":\"gatehouse://one\",\"name\":\"one\",\"authorization_token\":\""
                        + right + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"one\"}]}";
        HttpResponse<String> answer = call(
                "/v1/messages", hidden, "Authorization", "Bearer " + right, "anthropic-beta", "mcp-client-2025-11-20");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        call(
                "/v1/messages",
                "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "Authorization",
                "Bearer " + right);
        assertThat(tokens.provider.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.toString()).doesNotContain(right));
        assertThat(tokens.provider.requests().getLast().headers().toString()).doesNotContain("eyJ");
    }

    @Test
    void operatorsPagesTakeNoToken() {
        HttpResponse<String> answer =
                call("/metrics", "", "Authorization", "Bearer " + token("alice", "mcp:read", "admins"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challenge(answer)).doesNotContain("resource_metadata");
    }

    @Test
    void aRequestWaitsForKeysAndTheStartDoesNot(@TempDir Path other) throws Exception {
        try (TokenIssuer slow = new TokenIssuer()) {
            Runnable go = slow.hold();
            try (Bed waiting = tokens.gateway(other, tokens.file(slow.name(), auth("")))) {
                String large = "x".repeat(300_000);
                String token = slow.token("alice", ALL, "mcp:read", claims -> claims.claim("groups", "support"));
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(waiting.endpoint().toString()))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/list")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                RawHttp.message("tools/list", "\"x\":\"" + large + "\"")))
                        .build();
                CompletableFuture<HttpResponse<String>> answer =
                        tokens.http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
                Patience.until("the issuer is asked", () -> !slow.asked().isEmpty());
                assertThat(answer).isNotDone();
                go.run();
                assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
            }
        }
    }

    @Test
    void withoutKeysOfTheIssuerItIsTheGatewayThatCannot(@TempDir Path other) throws Exception {
        try (TokenIssuer away = new TokenIssuer()) {
            away.broken(true);
            try (Bed waiting = tokens.gateway(other, tokens.file(away.name(), auth("")))) {
                String token = away.token("alice", ALL, "mcp:read", claims -> {});
                Patience.until("the fetch has failed", () -> {
                    HttpResponse<String> answer = tokens.send(
                            HttpRequest.newBuilder(URI.create(waiting.endpoint().toString()))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Accept", "text/event-stream")
                                    .build());
                    return answer.statusCode() == 503
                            && answer.headers().firstValue("Retry-After").isPresent()
                            && answer.body().contains("The gateway cannot check keys now");
                });
            }
        }
    }
}
