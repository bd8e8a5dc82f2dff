package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.fixtures.TokenIssuer;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tenants whose users have the same names: nothing of one reaches another, at any door.
class TenantsTest {
    private static final List<String> TENANTS = List.of("acme", "globex", "initech");
    private static final List<String> USERS = List.of("alice", "bob");
    private static final String PUBLIC = "https://gw.example.com";
    private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";
    private static final int STEPS = 6;

    @TempDir
    static Path folder;

    private static TokenIssuer issuer;
    private static NotingServer old;
    private static NotingServer each;
    private static NotingServer modern;
    private static ScriptedProvider provider;
    private static HttpClient http;
    private static Bed bed;

    /// One user of one tenant, whose name others have too.
    private record User(String tenant, String name) {
        String token() {
            return issuer.token(
                    name,
                    "gatehouse",
                    "mcp:read mcp:write mcp:destroy mcp:send",
                    claims -> claims.claim("org", tenant)
                            .claim("email", name + "@example.com")
                            .claim("groups", List.of("agents"))
                            .claim("team", name.equals("alice") ? "red" : null));
        }

        /// What begins every text of this user.
        String mark() {
            return tenant + "/" + name + "/";
        }
    }

    @BeforeAll
    static void start() throws Exception {
        issuer = new TokenIssuer();
        old = new NotingServer(false);
        each = new NotingServer(false);
        modern = new NotingServer(true);
        http = HttpClient.newHttpClient();
        provider = new ScriptedProvider("""
                models: [scripted]
                turns:
                  - { when: { result: true }, say: "${result}" }
                  - { when: { user: '/note (\\S+)/' }, say: [ { call: "*note", arguments: { key: "${user.1}" } } ] }
                """);
        bed = new Bed(folder, "port: 0, public-url: \"" + PUBLIC + "\"", """
                auth:
                  keys: [{name: ci, sha256: %s}]
                  issuers: [{issuer: "%s", audience: gatehouse, tenant: org, user: email}]
                servers:
                  old:
                    url: "%s"
                    sessions: tenant
                    headers: {X-Tenant: "${caller.tenant}", X-User: "${caller.user}"}
                  each: {url: "%s", sessions: caller, identity: jwt}
                  modern:
                    url: "%s"
                    headers: {X-Tenant: "${caller.tenant}", X-Team: "${caller.claims.team:-none}"}
                roles:
                  all: {keys: ci, claims: {groups: agents}, servers: "*", models: scripted}
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                """.formatted(
                        KeyMaker.hash("key-of-ci"),
                        issuer.name(),
                        old.endpoint(),
                        each.endpoint(),
                        modern.endpoint(),
                        provider.address()));
        List.of("old", "each", "modern").forEach(bed::awaitReady);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        provider.close();
        modern.close();
        each.close();
        old.close();
        issuer.close();
    }

    @Test
    void nothingOfATenantReachesAnother() throws Exception {
        long seed = System.nanoTime();
        List<Callable<Void>> work = new ArrayList<>();
        for (String tenant : TENANTS) {
            for (String name : USERS) {
                User user = new User(tenant, name);
                work.add(() -> overMcp(user, Revision.R2025_11_25, new Random(seed + work.size())));
                work.add(() -> overMcp(user, Revision.NEWEST, new Random(seed - work.size())));
                work.add(() -> overMessages(user));
            }
        }
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : workers.invokeAll(work, Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                assertThat(done.isCancelled()).as("seed " + seed).isFalse();
                try {
                    done.get();
                } catch (ExecutionException failed) {
                    throw new AssertionError("with the seed " + seed, failed.getCause());
                }
            }
        }
    }

    private static Void overMcp(User user, Revision revision, Random random) {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", revision, FORMS, user.token())) {
            client.answering(asked -> "{\"action\":\"accept\",\"content\":{\"who\":\"" + user.mark() + "\"}}");
            for (int step = 0; step < STEPS; step++) {
                String key = user.mark() + revision + "/" + step;
                switch (random.nextInt(revision.modern() ? 3 : 4)) {
                    case 0 -> assertOld(user, client.call("old_note", key).said());
                    case 1 -> assertEach(user, client.call("each_note", key).said());
                    case 2 -> assertModern(user, client.call("modern_note", key).said());
                    default -> assertThat(client.call("old_ask").said()).contains("\"who\":\"" + user.mark() + "\"");
                }
            }
        }
        return null;
    }

    private static void assertOld(User user, String said) {
        JsonNode about = read(said);
        assertThat(about.path("tenant").asString()).isEqualTo(user.tenant());
        assertThat(about.path("user").asString()).isEqualTo(user.name() + "@example.com");
        about.path("notes").forEach(note -> assertThat(note.asString()).startsWith(user.tenant() + "/"));
    }

    private static void assertEach(User user, String said) {
        JsonNode about = read(said);
        assertThat(about.path("tenant").asString()).isEqualTo(user.tenant());
        assertThat(about.path("subject").asString()).isEqualTo(issuer.name() + "#" + user.name());
        about.path("notes").forEach(note -> assertThat(note.asString()).startsWith(user.mark()));
    }

    private static void assertModern(User user, String said) {
        JsonNode about = read(said);
        assertThat(about.path("tenant").asString()).isEqualTo(user.tenant());
        assertThat(about.path("team").asString()).isEqualTo(user.name().equals("alice") ? "red" : "none");
        about.path("notes").forEach(note -> assertThat(note.asString()).startsWith(user.mark()));
    }

    private static JsonNode read(String said) {
        try {
            return JsonMapper.shared().readTree(said);
        } catch (RuntimeException unreadable) {
            throw new AssertionError(said, unreadable);
        }
    }

    private static Void overMessages(User user) throws Exception {
        Map<String, URI> servers = Map.of("old", old.endpoint(), "each", each.endpoint(), "modern", modern.endpoint());
        for (String server : List.of("old", "each", "modern", "old")) {
            var body = MessagesSteps.using(
                    MessagesSteps.ask("note " + user.mark() + "messages"),
                    server,
                    servers.get(server).toString());
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                            .header("Content-Type", "application/json")
                            .header("anthropic-version", "2023-06-01")
                            .header("anthropic-beta", MessagesSteps.USUAL)
                            .header("Authorization", "Bearer " + user.token())
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            String said = JsonMapper.shared()
                    .readTree(answer.body())
                    .at("/content/1/content/0/text")
                    .asString();
            switch (server) {
                case "old" -> assertOld(user, said);
                case "each" -> assertEach(user, said);
                default -> assertModern(user, said);
            }
        }
        return null;
    }

    @Test
    void onlyTheTenantWhoseResourceChangedHearsOfIt() {
        try (WireClient one = client(new User("acme", "alice"), "old");
                WireClient other = client(new User("globex", "alice"), "old")) {
            one.startListening(NotingServer.RESOURCE);
            other.startListening(NotingServer.RESOURCE);
            assertThat(one.call("old_touch").said()).isEqualTo("touched");
            one.awaitHeard("it", message -> message.contains("resources/updated"));
            assertThat(other.heard()).noneMatch(message -> message.contains("resources/updated"));
            assertThat(other.call("old_touch").said()).isEqualTo("touched");
            other.awaitHeard("it", message -> message.contains("resources/updated"));
            assertThat(one.heard().stream().filter(message -> message.contains("resources/updated")))
                    .hasSize(1);
        }
    }

    @Test
    void anotherTenantCannotGoOnWithACallOfAUserOfTheSameName() {
        try (WireClient one = client(new User("acme", "alice"), "");
                WireClient other = client(new User("globex", "alice"), "")) {
            JsonNode asked = one.call("modern_ask", "x").result();
            String members = "\"name\":\"modern_ask\",\"arguments\":{\"key\":\"x\"},\"requestState\":"
                    + asked.path("requestState")
                    + ",\"inputResponses\":{\""
                    + asked.path("inputRequests").propertyNames().iterator().next()
                    + "\":{\"action\":\"accept\",\"content\":{}}}";
            assertThat(other.send("tools/call", members).text()).contains("\"error\"");
            assertThat(one.send("tools/call", members).said()).contains("begun");
        }
    }

    @Test
    void aTokenForAServerOpensNothingElse() throws Exception {
        try (WireClient client = client(new User("acme", "alice"), "")) {
            client.call("each_note", "acme/alice/token");
        }
        SignedJWT token = null;
        for (String shown : each.tokens()) {
            SignedJWT read = SignedJWT.parse(shown);
            if ("acme".equals(read.getJWTClaimsSet().getClaim("tenant"))
                    && read.getJWTClaimsSet().getSubject().endsWith("#alice")) {
                token = read;
            }
        }
        assertThat(token).isNotNull();
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(PUBLIC);
        assertThat(claims.getAudience()).containsExactly(each.endpoint().toString());
        assertThat(claims.getClaim("user")).isEqualTo("alice@example.com");
        assertThat(claims.getExpirationTime().toInstant())
                .isBefore(Instant.now().plusSeconds(301));
        JWKSet keys = JWKSet.parse(get("/.well-known/jwks.json", null).body());
        OctetKeyPair key = (OctetKeyPair) keys.getKeyByKeyId(token.getHeader().getKeyID());
        byte[] encoded = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 44);
        System.arraycopy(key.getDecodedX(), 0, encoded, 12, 32);
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        check.update(token.getSigningInput());
        assertThat(check.verify(token.getSignature().decode())).isTrue();
        assertThat(get("/mcp", token.serialize()).statusCode()).isEqualTo(401);
        assertThat(get("/v1/models", token.serialize()).statusCode()).isEqualTo(401);
        for (String shown : each.tokens()) {
            assertThat(SignedJWT.parse(shown).getJWTClaimsSet().getIssuer()).isEqualTo(PUBLIC);
        }
    }

    @Test
    void whoHasNoTenantIsNotTakenForOneWhoHas() {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", "key-of-ci")) {
            for (String tool : List.of("old_note", "modern_note")) {
                Reply refused = client.call(tool, "ci");
                assertThat(refused.toolError()).isTrue();
                assertThat(refused.said())
                        .contains(" was not called: it is told the caller's tenant, which is not known.");
            }
            assertThat(read(client.call("each_note", "ci").said())
                            .path("subject")
                            .asString())
                    .isEqualTo("key:ci");
        }
    }

    @Test
    void aSessionIsUnknownToAnotherTenant() throws Exception {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}";
        String session = post(new User("acme", "alice"), initialize, null)
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";
        assertThat(post(new User("acme", "alice"), ping, session).statusCode()).isEqualTo(200);
        assertThat(post(new User("globex", "alice"), ping, session).statusCode())
                .isEqualTo(404);
        assertThat(post(new User("acme", "bob"), ping, session).statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> post(User user, String body, String session) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + user.token());
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        return http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(path))
                .header("Accept", "application/json, text/event-stream");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static WireClient client(User user, String toolset) {
        return WireClient.connect(bed.endpoint(), toolset, Revision.NEWEST, FORMS, user.token());
    }
}
