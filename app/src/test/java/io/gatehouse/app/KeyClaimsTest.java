package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What keys say of their callers, and what is said with keys that act for others: rules read it, and it gives nobody a
/// role.
class KeyClaimsTest {
    @TempDir
    static Path folder;

    private static FixtureServer server;
    private static HttpClient http;
    private static Bed bed;
    private static TokenRequests tokens;
    private static KeyCommands commands;
    private static String stored;

    @BeforeAll
    static void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        http = HttpClient.newHttpClient();
        bed = new Bed(folder, "port: 0, public-url: 'https://gw.example.com'", """
                auth:
                  keys:
                    - {name: desk, sha256: %s, act-for: "user-*", claims: {site: [berlin, paris]}}
                    - {name: plain, sha256: %s}
                servers: {plain: {url: "%s"}, secret: {url: "%s"}}
                roles:
                  desk: {keys: [desk, plain], servers: plain}
                  admins: {claims: {group: admins}, servers: secret}
                rules:
                  site: {tools: echo, when: '!("site" in caller.claims && "berlin" in caller.claims.site)', deny: Not here.}
                  group: {tools: touch, when: '!("group" in caller.claims && "admins" in caller.claims.group)', deny: No.}
                """.formatted(
                KeyMaker.hash("key-of-desk"), KeyMaker.hash("key-of-plain"), server.endpoint(), server.endpoint()));
        bed.awaitReady("plain");
        bed.awaitReady("secret");
        tokens = new TokenRequests(http, bed);
        commands = new KeyCommands(
                List.of("--config", folder.resolve("gatehouse.yaml").toString()));
        stored = commands.make(
                "stored",
                "--role",
                "desk",
                "--act-for",
                "user-*",
                "--act-for",
                "guest",
                "--claim",
                "site=berlin",
                "--claim",
                "site=rome");
        Patience.until("the stored key is known", () -> tokens.exchange(stored).statusCode() == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        server.close();
    }

    private static boolean allowed(String credential, String tool) {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", credential)) {
            Reply reply = client.call(tool);
            return !reply.toolError();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rulesReadWhatAKeySays(boolean inFile) {
        String key = inFile ? "key-of-desk" : stored;
        assertThat(allowed(key, "plain_echo")).isTrue();
        assertThat(allowed(tokens.token(key), "plain_echo")).isTrue();
        assertThat(allowed("key-of-plain", "plain_echo")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyThatActsForOthersSaysWhatTheyAre(boolean inFile) {
        String key = inFile ? "key-of-desk" : stored;
        assertThat(allowed(key, "plain_touch")).isFalse();
        String token = tokens.token(
                key,
                "requested_subject",
                "user-1",
                "claim",
                "group=admins",
                "claim",
                "group=x",
                "scope",
                "mcp:write delegate");
        assertThat(allowed(token, "plain_touch")).isTrue();
        assertThat(allowed(token, "plain_echo")).isTrue();
        assertThat(allowed(tokens.token(token), "plain_touch")).isTrue();
        for (String[] more : new String[][] {
            {"claim", "site=london"}, {"claim", "group"}, {"claim", "=x"}, {"claim", "a b=x"}, {"claim", "group=a\nb"}
        }) {
            assertThat(tokens.exchange(key, more).statusCode()).as(more[1]).isEqualTo(400);
        }
        HttpResponse<String> second = tokens.exchange(token, "claim", "more=x");
        assertThat(TokenRequests.error(second)).isEqualTo("unauthorized_client");
        HttpResponse<String> plain = tokens.exchange("key-of-plain", "claim", "group=admins");
        assertThat(TokenRequests.error(plain)).isEqualTo("unauthorized_client");
    }

    @Test
    void aClaimGivesNoRole() {
        String key = commands.make("bare", "--role", "desk", "--act-for", "*", "--claim", "group=admins");
        Patience.until("the key is known", () -> tokens.exchange(key).statusCode() == 200);
        for (String credential : List.of(key, tokens.token(key), tokens.token(stored, "claim", "group=admins"))) {
            assertThat(tokens.list("/mcp", credential).body())
                    .contains("plain_echo")
                    .doesNotContain("secret_");
        }
    }

    @Test
    void theyAreListed() {
        JsonNode listed = JsonMapper.shared().readTree(commands.run("list", "--json"));
        String text = listed.toString();
        assertThat(text).contains("\"actFor\":[\"user-*\",\"guest\"]", "\"claims\":{\"site\":[\"berlin\",\"rome\"]}");
        assertThat(commands.run("list")).contains("ACTS FOR", "guest, user-*").doesNotContain("TENANT");
        assertThat(commands.tried("new", "odd", "--role", "desk", "--claim", "x")
                        .err())
                .contains("--claim: must be NAME=VALUE, such as department=finance.");
        assertThat(commands.tried("new", "odd", "--role", "desk", "--act-for", "a b")
                        .err())
                .contains("--act-for: must be a user or a pattern such as 'user-*'.");
    }
}
