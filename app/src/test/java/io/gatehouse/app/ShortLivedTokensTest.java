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
import io.gatehouse.protocol.Revision;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final String PUBLIC = TokenBed.PUBLIC;
    private static final String ACCESS = TokenRequests.ACCESS;
    private static final JsonMapper MAPPER = TokenBed.MAPPER;

    @TempDir
    static Path folder;

    private static TokenBed tokens;

    @BeforeAll
    static void start() throws Exception {
        tokens = new TokenBed(folder, Era.BOTH, Era.BOTH, auth("key-of-desk"));
    }

    private static TokenBed.Auth auth(String desk) {
        String keys = """
                keys:
                  - {name: desk, sha256: "%s", act-for: "user-*", provider-paths: all}
                  - {name: lost, sha256: "%s"}
                  - {name: ops, sha256: "%s", operator: true}
                """.formatted(KeyMaker.hash(desk), KeyMaker.hash("key-of-lost"), KeyMaker.hash("key-of-ops"));
        String roles = """
                support: {keys: [desk, lost, ops], claims: {groups: support}, servers: one, models: scripted}
                other: {keys: nobody, servers: two}
                """;
        String rules = """
                lost-touches-nothing:
                  tools: touch
                  when: caller.name == "lost"
                  deny: The lost key touches nothing.
                nobody-acts-for-eve:
                  when: caller.key == "desk" && caller.user == "user-eve"
                  deny: Nobody acts for Eve.
                spies-read-nothing:
                  when: caller.issuer == "ISSUER" && "spies" in caller.claims.?teams.orValue([])
                  deny: Spies read nothing.
                scopes:
                  tools: echo
                  when: caller.key == "lost" && (caller.scopes != [] || caller.user != "")
                  deny: A token is not what its key is.
                """;
        return new TokenBed.Auth(keys, "", roles, rules);
    }

    @AfterAll
    static void stop() throws Exception {
        tokens.close();
    }

    private static HttpResponse<String> ask(String form) {
        return tokens.tokens().post("/oauth/token", form);
    }

    private static HttpResponse<String> exchange(String subject, String... more) {
        return tokens.tokens().exchange(subject, more);
    }

    private static String token(String subject, String... more) {
        return tokens.tokens().token(subject, more);
    }

    private static HttpResponse<String> list(String path, String token) {
        return tokens.tokens().list(path, token);
    }

    private static String error(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return TokenRequests.error(answer);
    }

    private static JWTClaimsSet claims(String token) throws Exception {
        return SignedJWT.parse(token).getJWTClaimsSet();
    }

    private static WireClient client(String token, String toolset, Revision revision) {
        return WireClient.connect(tokens.bed().endpoint(), toolset, revision, "{}", token);
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
                tokens.send(HttpRequest.newBuilder(tokens.bed().endpoint().resolve("/.well-known/jwks.json"))
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
        String third = token(first, "scope", "mcp:read delegate", "audience", "one");
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
        assertThat(tokens.bed().calls().getLast().caller().name()).isEqualTo("desk/user-7");
        assertThat(tokens.bed().calls().getLast().caller().user()).isEqualTo("user-7");
        assertThat(error(exchange("key-of-desk", "requested_subject", "root"))).isEqualTo("unauthorized_client");
        assertThat(error(exchange("key-of-lost", "requested_subject", "user-7")))
                .isEqualTo("unauthorized_client");
        assertThat(error(exchange(forUser, "requested_subject", "user-8"))).isEqualTo("unauthorized_client");
        assertThat(claims(token(forUser)).getSubject()).isEqualTo("user-7");
    }

    /// A rule about a key holds for the tokens that are made with it.
    @Test
    void noTokenEscapesARuleAboutItsKey() {
        String chained = token(token("key-of-lost", "scope", "mcp:write delegate"));
        try (WireClient client = client(chained, "", Revision.NEWEST)) {
            assertThat(client.call("one_touch").said()).startsWith("The lost key touches nothing.");
        }
        for (String lost : List.of("key-of-lost", token("key-of-lost"))) {
            try (WireClient client = client(lost, "", Revision.NEWEST)) {
                assertThat(client.call("one_touch").said()).startsWith("The lost key touches nothing.");
                assertThat(client.call("one_echo").toolError()).isFalse();
            }
            assertThat(tokens.bed().calls().getLast().caller().name()).isEqualTo("lost");
        }
        String forEve = token("key-of-desk", "requested_subject", "user-eve");
        try (WireClient client = client(forEve, "", Revision.NEWEST)) {
            assertThat(client.call("one_echo").said()).startsWith("Nobody acts for Eve.");
        }
    }

    /// No role names the claim `teams`; a rule does.
    @Test
    void rulesReadClaimsThatNoRoleNames() {
        String outside = tokens.issuer.token(
                "alice",
                PUBLIC + "/mcp",
                "mcp:read",
                claims -> claims.claim("groups", "support").claim("teams", List.of("cooks", "spies")));
        for (String spy : List.of(outside, token(outside))) {
            try (WireClient client = client(spy, "", Revision.NEWEST)) {
                assertThat(client.call("one_echo").said()).startsWith("Spies read nothing.");
            }
            assertThat(tokens.bed().calls().getLast().caller().user()).isEqualTo("alice");
        }
        String cook =
                tokens.issuer.token("alice", PUBLIC + "/mcp", "mcp:read", claims -> claims.claim("groups", "support"));
        try (WireClient client = client(cook, "", Revision.NEWEST)) {
            assertThat(client.call("one_echo").toolError()).isFalse();
        }
    }

    @Test
    void anOutsideTokenBecomesANarrowerOne() throws Exception {
        String outside = tokens.issuer.token(
                "alice", PUBLIC + "/mcp", "one:read one:write", claims -> claims.claim("groups", List.of("support")));
        String narrow = token(outside, "scope", "one:read", "audience", "one", "expires_in", "7200");
        assertThat(list("/mcp/one", narrow).body()).contains("one_echo").doesNotContain("touch");
        assertThat(claims(narrow).getExpirationTime()).isEqualTo(claims(outside).getExpirationTime());
        assertThat(error(exchange(outside, "scope", "two:read"))).isEqualTo("invalid_scope");
        assertThat(error(exchange(outside, "resource", PUBLIC + "/v1"))).isEqualTo("invalid_target");
        assertThat(error(exchange(outside, "requested_subject", "user-7"))).isEqualTo("unauthorized_client");
        String foreign = tokens.issuer.token("alice", "https://other.example.com", "one:read", claims -> {});
        assertThat(error(exchange(foreign))).isEqualTo("invalid_target");
        String group =
                tokens.issuer.token("eve", PUBLIC + "/mcp", "one:read", claims -> claims.claim("groups", "none"));
        assertThat(list("/mcp/one", token(group)).statusCode()).isEqualTo(403);
    }

    @Test
    void aTokenOpensNothingThatOnlyItsKeyMay() {
        String ofOperator = token("key-of-ops");
        assertThat(tokens.send(HttpRequest.newBuilder(tokens.bed().endpoint().resolve("/metrics"))
                                .header("Authorization", "Bearer " + ofOperator)
                                .build())
                        .statusCode())
                .isEqualTo(401);
        String ofDesk = token("key-of-desk", "resource", PUBLIC + "/v1");
        assertThat(tokens.send(HttpRequest.newBuilder(tokens.bed().endpoint().resolve("/v1/files"))
                                .header("Authorization", "Bearer " + ofDesk)
                                .build())
                        .statusCode())
                .isEqualTo(403);
        String body = "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        HttpResponse<String> answer =
                tokens.send(HttpRequest.newBuilder(tokens.bed().endpoint().resolve("/v1/messages"))
                        .header("Authorization", "Bearer " + ofDesk)
                        .header("anthropic-version", "2023-06-01")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(tokens.provider.requests().getLast().headers().toString()).doesNotContain("eyJ");
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
                tokens.issuer.signed(copied))) {
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
        assertThat(tokens.send(HttpRequest.newBuilder(tokens.bed().endpoint().resolve("/oauth/token"))
                                .build())
                        .statusCode())
                .isEqualTo(405);
    }

    /// A key of the same name that is another secret is another key.
    @Test
    void tokensEndWithTheirKey(@TempDir Path other) throws Exception {
        try (Bed changing = tokens.gateway(other, tokens.file(tokens.issuer.name(), auth("key-of-desk")))) {
            TokenRequests there = new TokenRequests(tokens.http, changing);
            changing.awaitReady("one");
            String token = there.token("key-of-desk", "scope", "mcp:read delegate");
            assertThat(there.list("/mcp", token).statusCode()).isEqualTo(200);
            String changed = tokens.file(tokens.issuer.name(), auth("another-key-of-desk"));
            changing.gatehouse().apply(Yaml.load(other, TokenBed.beginning(other) + changed));
            HttpResponse<String> refused = there.list("/mcp", token);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("What the token was made with does not count any more.");
            assertThat(error(there.exchange(token))).isEqualTo("invalid_request");
            assertThat(there.list("/mcp", there.token("another-key-of-desk")).statusCode())
                    .isEqualTo(200);
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
