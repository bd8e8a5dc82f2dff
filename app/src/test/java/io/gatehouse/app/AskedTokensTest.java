package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Revision;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `/oauth/token` answers holds: no token says more than its holder can do with it, or for longer.
class AskedTokensTest {
    private static final String PUBLIC = "https://gw.example.com";
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int LARGE = 100_000;

    @TempDir
    static Path folder;

    private static FixtureServer one;
    private static FixtureServer two;
    private static HttpClient http;
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        one = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        two = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        http = HttpClient.newHttpClient();
        bed = new Bed(folder, "port: 0, public-url: \"" + PUBLIC + "\"", """
                auth:
                  keys:
                    - {name: desk, sha256: "%s"}
                    - {name: reader, sha256: "%s"}
                    - {name: clerk, sha256: "%s"}
                servers:
                  one: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}
                  two: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}
                toolsets:
                  shelf: {servers: {one: {tools: {echo: {}}}}}
                roles:
                  support: {keys: desk, servers: one}
                  readers: {keys: reader, servers: one, scopes: "*:read"}
                  clerks: {keys: clerk, toolsets: shelf, scopes: "one:read"}
                """.formatted(
                        KeyMaker.hash("key-of-desk"),
                        KeyMaker.hash("key-of-reader"),
                        KeyMaker.hash("key-of-clerk"),
                        one.endpoint(),
                        two.endpoint()));
        bed.awaitReady("one");
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        two.close();
        one.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// A request for a token, with further parameters in pairs.
    private static HttpResponse<String> exchange(String subject, String... more) {
        StringBuilder form =
                new StringBuilder("grant_type=" + encoded("urn:ietf:params:oauth:grant-type:token-exchange")
                        + "&subject_token_type=" + encoded("urn:ietf:params:oauth:token-type:access_token")
                        + "&subject_token=" + encoded(subject));
        for (int at = 0; at < more.length; at += 2) {
            form.append('&').append(more[at]).append('=').append(encoded(more[at + 1]));
        }
        HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static JsonNode made(String subject, String... more) {
        HttpResponse<String> answer = exchange(subject, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private static String token(String subject, String... more) {
        return made(subject, more).path("access_token").asString();
    }

    private static JWTClaimsSet claims(JsonNode made) throws Exception {
        return SignedJWT.parse(made.path("access_token").asString()).getJWTClaimsSet();
    }

    /// The scopes that a token was given, as the answer and the token itself say.
    private static String scope(String subject, String asked) throws Exception {
        JsonNode made = made(subject, "scope", asked);
        assertThat(claims(made).getClaim("scope")).isEqualTo(made.path("scope").asString());
        return made.path("scope").asString();
    }

    private static String refusal(String subject, String... more) {
        HttpResponse<String> answer = exchange(subject, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return answer.body();
    }

    @Test
    void aTokenEndsWithItsKeyAtTheLatest() throws Exception {
        KeyCommands commands = new KeyCommands(
                List.of("--config", folder.resolve("gatehouse.yaml").toString()));
        Instant end = Instant.now().plusSeconds(61);
        String key = commands.make("short", "--role", "support", "--expires", "60s");
        Patience.until("the key works", () -> exchange(key).statusCode() == 200);
        JsonNode made = made(key, "expires_in", "600", "scope", "one:read delegate");
        assertThat(made.path("expires_in").asInt()).isBetween(1, 60);
        assertThat(claims(made).getExpirationTime()).isBefore(end);
        JsonNode next = made(made.path("access_token").asString(), "expires_in", "600");
        assertThat(claims(next).getExpirationTime()).isEqualTo(claims(made).getExpirationTime());
        assertThat(next.path("expires_in").asInt()).isBetween(1, 60);
    }

    @Test
    void aTargetOfOthersIsRefusedLikeOneThatIsNotThere() throws Exception {
        String unknown = refusal("key-of-desk", "audience", "nope");
        assertThat(unknown).contains("\"error\":\"invalid_target\"");
        assertThat(refusal("key-of-desk", "audience", "two")).isEqualTo(unknown);
        assertThat(refusal("key-of-desk", "resource", PUBLIC + "/mcp/two")).isEqualTo(unknown);
        assertThat(refusal("key-of-clerk", "audience", "one")).isEqualTo(unknown);
        assertThat(refusal("key-of-desk", "resource", PUBLIC + "/v1")).isEqualTo(unknown);
        assertThat(claims(made("key-of-clerk", "audience", "shelf")).getAudience())
                .containsExactly(PUBLIC + "/mcp/shelf");
        assertThat(claims(made("key-of-desk", "audience", "shelf")).getAudience())
                .containsExactly(PUBLIC + "/mcp/shelf");
    }

    @ParameterizedTest
    @CsvSource({
        "key-of-desk, nosuch:read",
        "key-of-desk, two:read",
        "key-of-reader, one:write",
        "key-of-reader, mcp:write",
        "key-of-reader, delegate nosuch:read",
        "key-of-clerk, two:read",
        "key-of-desk, *",
        "key-of-desk, one:*",
        "key-of-desk, o*:read"
    })
    void aScopeThatIsOfNoUseIsRefused(String key, String scope) {
        assertThat(refusal(key, "scope", scope)).contains("\"error\":\"invalid_scope\"");
    }

    @ParameterizedTest
    @CsvSource({
        "key-of-desk, one:write one:read, one:read one:write",
        "key-of-desk, one:read two:read nosuch:read, one:read",
        "key-of-reader, one:read one:write, one:read",
        "key-of-reader, *:read, mcp:read",
        "key-of-clerk, mcp:read, mcp:read",
        "key-of-desk, delegate, delegate",
        "key-of-desk, '', *"
    })
    void theAnswerSaysWhatWasGiven(String key, String asked, String given) throws Exception {
        if (asked.isEmpty()) {
            assertThat(made(key).path("scope").asString()).isEqualTo(given);
        } else {
            assertThat(scope(key, asked)).isEqualTo(given);
        }
    }

    @Test
    void aRefusalSaysWhatIsWrong() {
        assertThat(made("key-of-desk", "expires_in", "1000000000")
                        .path("expires_in")
                        .asInt())
                .isBetween(86_390, 86_400);
        assertThat(refusal("key-of-desk", "expires_in", "0"))
                .contains("expires_in must be a whole number of seconds, 1 or more.");
        assertThat(refusal(token("key-of-desk", "scope", "one:read")))
                .contains("\"error\":\"invalid_request\"", "does not have the scope delegate, so that no token");
        assertThat(refusal("key-of-desk", "scope", "one:read", "x", "x".repeat(LARGE)))
                .contains("\"error\":\"invalid_request\"", "too large. Send at most 64 KB.");
    }

    /// Nobody can ask an issuer for more scopes of such a token, and clients would try.
    @ParameterizedTest
    @EnumSource(Revision.class)
    void aTokenOfTheGatewayThatLacksAScopeGetsAToolError(Revision revision) {
        String narrow = token("key-of-desk", "scope", "one:read");
        try (WireClient client = WireClient.connect(bed.endpoint(), "", revision, "{}", narrow)) {
            Reply withheld = client.call("one_touch");
            assertThat(withheld.toolError()).isTrue();
            assertThat(withheld.status()).isNotEqualTo(403);
            assertThat(withheld.text())
                    .contains(
                            "This needs the scope one:write, which your token does not have."
                                    + " Ask whoever gave you the token for one that has it.",
                            "\"scopes\":[\"one:write\"]");
        }
    }
}
