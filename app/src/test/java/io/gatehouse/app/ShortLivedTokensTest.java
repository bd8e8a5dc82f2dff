package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.fixtures.TokenIssuer;
import io.gatehouse.protocol.Revision;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tokens that the gateway makes from keys and from other tokens: they never do more than what they were made from.
class ShortLivedTokensTest {
    private static final String PUBLIC = "https://gw.example.com";
    private static final String LISTEN = "port: 0, public-url: \"" + PUBLIC + "\"";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    static Path folder;

    private static TokenIssuer issuer;
    private static FixtureServer one;
    private static FixtureServer two;
    private static ScriptedProvider provider;
    private static HttpClient http;
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TokenIssuer();
        one = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        two = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        provider = new ScriptedProvider("{models: [scripted], turns: [{say: done}]}");
        http = HttpClient.newHttpClient();
        bed = new Bed(folder, LISTEN, file("key-of-desk"));
        bed.awaitReady("one");
        bed.awaitReady("two");
    }

    private static String file(String desk) {
        return """
                auth:
                  keys:
                    - {name: desk, sha256: "%s", act-for: "user-*", provider-paths: all}
                    - {name: lost, sha256: "%s"}
                    - {name: ops, sha256: "%s", operator: true}
                  issuers: [{issuer: "%s"}]
                servers:
                  one: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}
                  two: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}
                roles:
                  support: {keys: [desk, lost, ops], claims: {groups: support}, servers: one, models: scripted}
                  other: {keys: nobody, servers: two}
                rules:
                  lost-touches-nothing:
                    tools: touch
                    when: caller.name == "lost"
                    deny: The lost key touches nothing.
                  nobody-acts-for-eve:
                    when: caller.key == "desk" && caller.user == "user-eve"
                    deny: Nobody acts for Eve.
                  spies-read-nothing:
                    when: caller.issuer == "%s" && "spies" in caller.claims.?teams.orValue([])
                    deny: Spies read nothing.
                  scopes:
                    tools: echo
                    when: caller.key == "lost" && (caller.scopes != [] || caller.user != "")
                    deny: A token is not what its key is.
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                """.formatted(
                        KeyMaker.hash(desk),
                        KeyMaker.hash("key-of-lost"),
                        KeyMaker.hash("key-of-ops"),
                        issuer.name(),
                        one.endpoint(),
                        two.endpoint(),
                        issuer.name(),
                        provider.address());
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        provider.close();
        two.close();
        one.close();
        issuer.close();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> ask(String form) {
        return send(HttpRequest.newBuilder(bed.endpoint().resolve("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    /// A request for a token, with further parameters in pairs.
    private static HttpResponse<String> exchange(String subject, String... more) {
        StringBuilder form = new StringBuilder("grant_type=" + encoded(EXCHANGE) + "&subject_token=" + encoded(subject)
                + "&subject_token_type=" + encoded(ACCESS));
        for (int at = 0; at < more.length; at += 2) {
            form.append('&').append(more[at]).append('=').append(encoded(more[at + 1]));
        }
        return ask(form.toString());
    }

    private static String token(String subject, String... more) {
        HttpResponse<String> answer = exchange(subject, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body()).path("access_token").asString();
    }

    private static String error(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return MAPPER.readTree(answer.body()).path("error").asString();
    }

    private static JWTClaimsSet claims(String token) throws Exception {
        return SignedJWT.parse(token).getJWTClaimsSet();
    }

    private static WireClient client(String token, String toolset, Revision revision) {
        return WireClient.connect(bed.endpoint(), toolset, revision, "{}", token);
    }

    /// Asks for the tools with a token.
    private static HttpResponse<String> list(String path, String token) {
        return send(HttpRequest.newBuilder(bed.endpoint().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/list")
                .POST(HttpRequest.BodyPublishers.ofString(RawHttp.message("tools/list", "\"x\":1")))
                .build());
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void aKeyBecomesANarrowTokenInOneRequest(Revision revision) {
        String narrow = token("key-of-desk", "scope", "one:read", "audience", "one");
        try (WireClient client = client(narrow, "one", revision)) {
            assertThat(client.send("tools/list", "").result().toString())
                    .contains("one_echo")
                    .doesNotContain("touch");
            assertThat(client.call("one_echo").toolError()).isFalse();
            Reply withheld = client.call("one_touch");
            assertThat(withheld.text()).contains("\"scopes\":[\"one:write\"]");
        }
        assertThat(list("/mcp", narrow).statusCode()).isEqualTo(401);
        assertThat(list("/mcp/two", narrow).statusCode()).isEqualTo(401);
    }

    @Test
    void theAnswerIsThatOfTheStandard() throws Exception {
        HttpResponse<String> answer =
                exchange("key-of-desk", "scope", "one:read delegate", "resource", PUBLIC + "/mcp");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        JsonNode body = MAPPER.readTree(answer.body());
        assertThat(body.path("issued_token_type").asString()).isEqualTo(ACCESS);
        assertThat(body.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(body.path("expires_in").asInt()).isBetween(890, 900);
        assertThat(body.path("scope").asString()).isEqualTo("delegate one:read");
        JWTClaimsSet claims = claims(body.path("access_token").asString());
        assertThat(claims.getIssuer()).isEqualTo(PUBLIC);
        assertThat(claims.getSubject()).isEqualTo("desk");
        assertThat(claims.getAudience()).containsExactly(PUBLIC + "/mcp");
        assertThat(claims.getClaim("client_id")).isEqualTo("desk");
        assertThat(claims.getClaim("act")).isNull();
    }

    @Test
    void everybodyCanCheckItsSignature() throws Exception {
        SignedJWT token = SignedJWT.parse(token("key-of-desk"));
        HttpResponse<String> published =
                send(HttpRequest.newBuilder(bed.endpoint().resolve("/.well-known/jwks.json"))
                        .build());
        OctetKeyPair key = (OctetKeyPair)
                JWKSet.parse(published.body()).getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(key.isPrivate()).isFalse();
        byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] encoded = Arrays.copyOf(prefix, 44);
        System.arraycopy(key.getDecodedX(), 0, encoded, 12, 32);
        var check = Signature.getInstance("Ed25519");
        check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        check.update(token.getSigningInput());
        assertThat(check.verify(token.getSignature().decode())).isTrue();
    }

    @Test
    void aChainOnlyNarrows() throws Exception {
        String first =
                token("key-of-desk", "scope", "mcp:read delegate", "resource", PUBLIC + "/mcp", "expires_in", "600");
        String second = token(first, "scope", "one:read", "resource", PUBLIC + "/mcp/one", "expires_in", "86400");
        assertThat(claims(second).getExpirationTime()).isEqualTo(claims(first).getExpirationTime());
        assertThat(list("/mcp/one", second).body()).contains("one_echo").doesNotContain("touch");
        assertThat(error(exchange(second))).isEqualTo("invalid_request");
        assertThat(error(exchange(first, "scope", "one:write"))).isEqualTo("invalid_scope");
        assertThat(error(exchange(first, "scope", "mcp:write"))).isEqualTo("invalid_scope");
        assertThat(error(exchange(first, "resource", PUBLIC + "/v1"))).isEqualTo("invalid_target");
        String third = token(first, "scope", "delegate", "audience", "one");
        assertThat(error(exchange(third, "audience", "two"))).isEqualTo("invalid_target");
        assertThat(error(exchange(third, "resource", PUBLIC + "/mcp"))).isEqualTo("invalid_target");
        assertThat(claims(third).getClaim("scope")).isEqualTo("delegate mcp:read");
    }

    @Test
    void aStoredKeyThatScopesNarrowMakesNoWiderTokenAndEndsIt() throws Exception {
        KeyCommands commands = new KeyCommands(
                List.of("--config", folder.resolve("gatehouse.yaml").toString()));
        String key = commands.make("narrow", "--role", "support", "--scope", "one:read");
        Patience.until("the key works", () -> exchange(key).statusCode() == 200);
        String token = token(key);
        assertThat(claims(token).getClaim("scope")).isEqualTo("one:read");
        assertThat(list("/mcp", token).body()).contains("one_echo").doesNotContain("touch");
        assertThat(error(exchange(key, "scope", "one:write"))).isEqualTo("invalid_scope");
        assertThat(error(exchange(key, "scope", "mcp:read"))).isEqualTo("invalid_scope");
        commands.run("revoke", "narrow");
        Patience.until("its token ends", () -> list("/mcp", token).statusCode() == 401);
    }

    @Test
    void aKeyActsOnlyForItsUsers() throws Exception {
        String forUser = token("key-of-desk", "requested_subject", "user-7", "scope", "mcp:read delegate");
        assertThat(claims(forUser).getSubject()).isEqualTo("user-7");
        assertThat(claims(forUser).getClaim("act")).isEqualTo(Map.of("sub", "desk"));
        try (WireClient client = client(forUser, "", Revision.NEWEST)) {
            client.call("one_echo");
        }
        assertThat(bed.calls().getLast().caller().name()).isEqualTo("desk/user-7");
        assertThat(bed.calls().getLast().caller().user()).isEqualTo("user-7");
        assertThat(error(exchange("key-of-desk", "requested_subject", "root"))).isEqualTo("unauthorized_client");
        assertThat(error(exchange("key-of-lost", "requested_subject", "user-7")))
                .isEqualTo("unauthorized_client");
        assertThat(error(exchange(forUser, "requested_subject", "user-8"))).isEqualTo("unauthorized_client");
        assertThat(claims(token(forUser)).getSubject()).isEqualTo("user-7");
    }

    /// A rule about a key holds for the tokens that are made with it.
    @Test
    void noTokenEscapesARuleAboutItsKey() {
        for (String lost :
                List.of("key-of-lost", token("key-of-lost"), token(token("key-of-lost", "scope", "delegate")))) {
            try (WireClient client = client(lost, "", Revision.NEWEST)) {
                assertThat(client.call("one_touch").said()).startsWith("The lost key touches nothing.");
                assertThat(client.call("one_echo").toolError()).isFalse();
            }
            assertThat(bed.calls().getLast().caller().name()).isEqualTo("lost");
        }
        String forEve = token("key-of-desk", "requested_subject", "user-eve");
        try (WireClient client = client(forEve, "", Revision.NEWEST)) {
            assertThat(client.call("one_echo").said()).startsWith("Nobody acts for Eve.");
        }
    }

    /// No role names the claim `teams`; a rule does.
    @Test
    void rulesReadClaimsThatNoRoleNames() {
        String outside = issuer.token(
                "alice",
                PUBLIC + "/mcp",
                "mcp:read",
                claims -> claims.claim("groups", "support").claim("teams", List.of("cooks", "spies")));
        for (String spy : List.of(outside, token(outside))) {
            try (WireClient client = client(spy, "", Revision.NEWEST)) {
                assertThat(client.call("one_echo").said()).startsWith("Spies read nothing.");
            }
            assertThat(bed.calls().getLast().caller().user()).isEqualTo("alice");
        }
        String cook = issuer.token("alice", PUBLIC + "/mcp", "mcp:read", claims -> claims.claim("groups", "support"));
        try (WireClient client = client(cook, "", Revision.NEWEST)) {
            assertThat(client.call("one_echo").toolError()).isFalse();
        }
    }

    @Test
    void anOutsideTokenBecomesANarrowerOne() throws Exception {
        String outside = issuer.token(
                "alice", PUBLIC + "/mcp", "one:read one:write", claims -> claims.claim("groups", List.of("support")));
        String narrow = token(outside, "scope", "one:read", "audience", "one", "expires_in", "7200");
        assertThat(list("/mcp/one", narrow).body()).contains("one_echo").doesNotContain("touch");
        assertThat(claims(narrow).getExpirationTime()).isEqualTo(claims(outside).getExpirationTime());
        assertThat(error(exchange(outside, "scope", "two:read"))).isEqualTo("invalid_scope");
        assertThat(error(exchange(outside, "resource", PUBLIC + "/v1"))).isEqualTo("invalid_target");
        assertThat(error(exchange(outside, "requested_subject", "user-7"))).isEqualTo("unauthorized_client");
        String foreign = issuer.token("alice", "https://other.example.com", "one:read", claims -> {});
        assertThat(error(exchange(foreign))).isEqualTo("invalid_target");
        String group = issuer.token("eve", PUBLIC + "/mcp", "one:read", claims -> claims.claim("groups", "none"));
        assertThat(list("/mcp/one", token(group)).statusCode()).isEqualTo(403);
    }

    @Test
    void aTokenOpensNothingThatOnlyItsKeyMay() {
        String ofOperator = token("key-of-ops");
        assertThat(send(HttpRequest.newBuilder(bed.endpoint().resolve("/metrics"))
                                .header("Authorization", "Bearer " + ofOperator)
                                .build())
                        .statusCode())
                .isEqualTo(401);
        String ofDesk = token("key-of-desk", "resource", PUBLIC + "/v1");
        assertThat(send(HttpRequest.newBuilder(bed.endpoint().resolve("/v1/files"))
                                .header("Authorization", "Bearer " + ofDesk)
                                .build())
                        .statusCode())
                .isEqualTo(403);
        String body = "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        HttpResponse<String> answer = send(HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                .header("Authorization", "Bearer " + ofDesk)
                .header("anthropic-version", "2023-06-01")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(provider.requests().getLast().headers().toString()).doesNotContain("eyJ");
        assertThat(list("/mcp", ofDesk).statusCode()).isEqualTo(401);
    }

    @Test
    void noneCanBeForgedOrChanged() throws Exception {
        String right = token("key-of-desk", "scope", "one:read");
        String[] parts = right.split("\\.");
        String wider = Base64URL.encode(new Base64URL(parts[1]).decodeToString().replace("one:read", "mcp:write"))
                .toString();
        String none = Base64URL.encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}").toString();
        JWTClaimsSet copied = new JWTClaimsSet.Builder(claims(right)).build();
        for (String forged : List.of(
                parts[0] + "." + wider + "." + parts[2],
                none + "." + parts[1] + ".",
                parts[0] + "." + parts[1] + ".",
                issuer.signed(copied))) {
            assertThat(list("/mcp", forged).statusCode()).isEqualTo(401);
            assertThat(error(exchange(forged))).isEqualTo("invalid_request");
        }
        JWSHeader header = SignedJWT.parse(right).getHeader();
        assertThat(header.getAlgorithm().getName()).isEqualTo("EdDSA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "grant_type=password&username=a&password=b",
                "grant_type=X&subject_token=key-of-desk",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=key-of-desk",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=key-of-desk&subject_token_type=Y",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=%zz"
            })
    void whatIsNoExchangeIsRefused(String form) {
        assertThat(error(ask(form))).isIn("invalid_request", "unsupported_grant_type");
    }

    @Test
    void badParametersAreRefused() {
        assertThat(error(exchange("key-of-nobody"))).isEqualTo("invalid_request");
        assertThat(error(exchange("key-of-desk", "scope", "*"))).isEqualTo("invalid_scope");
        assertThat(error(exchange("key-of-desk", "scope", "provider:all"))).isEqualTo("invalid_scope");
        assertThat(error(exchange("key-of-desk", "scope", "a\"b"))).isEqualTo("invalid_scope");
        assertThat(error(exchange("key-of-desk", "expires_in", "-1"))).isEqualTo("invalid_request");
        assertThat(error(exchange("key-of-desk", "expires_in", "1e9"))).isEqualTo("invalid_request");
        assertThat(error(exchange("key-of-desk", "resource", "https://other.example.com/mcp")))
                .isEqualTo("invalid_target");
        assertThat(error(exchange("key-of-desk", "resource", PUBLIC + "/admin")))
                .isEqualTo("invalid_target");
        assertThat(error(exchange("key-of-desk", "audience", "../x"))).isEqualTo("invalid_target");
        assertThat(error(exchange("key-of-desk", "scope", "one:read", "scope", "one:write")))
                .isEqualTo("invalid_request");
        assertThat(error(exchange("key-of-desk", "actor_token", "x"))).isEqualTo("invalid_request");
        assertThat(send(HttpRequest.newBuilder(bed.endpoint().resolve("/oauth/token"))
                                .build())
                        .statusCode())
                .isEqualTo(405);
    }

    /// A key of the same name that is another secret is another key.
    @Test
    void tokensEndWithTheirKey(@TempDir Path other) throws Exception {
        Bed before = bed;
        try (Bed changing = new Bed(other, LISTEN, file("key-of-desk"))) {
            bed = changing;
            changing.awaitReady("one");
            String token = token("key-of-desk", "scope", "mcp:read delegate");
            assertThat(list("/mcp", token).statusCode()).isEqualTo(200);
            String start = "listen: {" + LISTEN + "}\ndata: " + other.resolve("data") + "\n";
            changing.gatehouse().apply(Yaml.load(other, start + file("another-key-of-desk")));
            HttpResponse<String> refused = list("/mcp", token);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("What the token was made with does not count any more.");
            assertThat(error(exchange(token))).isEqualTo("invalid_request");
            assertThat(list("/mcp", token("another-key-of-desk")).statusCode()).isEqualTo(200);
        } finally {
            bed = before;
        }
    }

    @Test
    void aTokenEndsInTime() throws Exception {
        String token = token("key-of-desk", "expires_in", "1");
        assertThat(claims(token).getExpirationTime()).isBefore(Instant.now().plusSeconds(3));
        Patience.until("the token has expired", () -> list("/mcp", token).statusCode() == 401);
        assertThat(list("/mcp", token).body()).contains("The token has expired.");
        assertThat(error(exchange(token))).isEqualTo("invalid_request");
    }
}
