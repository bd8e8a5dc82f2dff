package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of a real Keycloak, whose audience mapper names the gateway. It is large, so it runs only where
/// `-Dkeycloak.zip` names its distribution; the development guide says how.
@EnabledIfSystemProperty(named = "keycloak.zip", matches = ".+")
class KeycloakTest {
    private static final String PUBLIC = "https://gw.example.com";

    @TempDir
    static Path folder;

    private static HttpClient http;
    private static KeycloakProcess keycloak;
    private static FixtureServer server;
    private static Bed bed;
    private static TokenRequests tokens;

    @BeforeAll
    static void start() throws Exception {
        http = HttpClient.newHttpClient();
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        keycloak = new KeycloakProcess(
                Path.of(System.getProperty("keycloak.zip")),
                Files.createDirectories(folder.resolve("keycloak")),
                PUBLIC + "/mcp",
                http);
        while (!keycloak.ready()) {
            LockSupport.parkNanos(100_000_000);
        }
        bed = new Bed(folder, "port: 0, public-url: \"" + PUBLIC + "\"", """
                auth:
                  keys: [{name: ci, sha256: %s}]
                  issuers: [{issuer: "%s", user: preferred_username}]
                servers:
                  one: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}
                roles:
                  support: {claims: {realm_access.roles: support}, servers: one}
                """.formatted(
                        KeyMaker.hash("key-of-ci"), keycloak.issuer(), server.endpoint()));
        bed.awaitReady("one");
        tokens = new TokenRequests(http, bed);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        keycloak.close();
        server.close();
        http.close();
    }

    @Test
    void realmRolesAndScopesDecide() {
        HttpResponse<String> answer = tokens.list("/mcp", keycloak.token("agent", "one:read"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("one_echo").doesNotContain("one_touch");
        assertThat(tokens.list("/mcp", keycloak.token("agent", "realm-roles")).body())
                .doesNotContain("one_echo");
    }

    @Test
    void withoutTheAudienceItIsForSomethingElse() {
        HttpResponse<String> answer = tokens.list("/mcp", keycloak.token("other", "one:read"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("The token is for something else.");
    }

    @Test
    void itBecomesANarrowerTokenOfTheGateway() {
        String narrow = tokens.token(keycloak.token("agent", "one:read"), "audience", "one", "expires_in", "60");
        assertThat(tokens.list("/mcp/one", narrow).body()).contains("one_echo").doesNotContain("one_touch");
        assertThat(tokens.list("/mcp", narrow).statusCode()).isEqualTo(401);
        assertThat(tokens.revoke(narrow).statusCode()).isEqualTo(200);
        assertThat(tokens.list("/mcp/one", narrow).statusCode()).isEqualTo(401);
    }
}
