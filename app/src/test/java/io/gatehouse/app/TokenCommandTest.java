package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gatehouse token` makes and revokes tokens at a gateway that runs.
class TokenCommandTest {
    @TempDir
    static Path folder;

    private static FixtureServer server;
    private static HttpClient http;
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        http = HttpClient.newHttpClient();
        bed = new Bed(folder, "port: 0, public-url: 'https://gw.example.com'", """
                auth: {keys: [{name: desk, sha256: %s, act-for: "user-*"}]}
                servers: {plain: {url: "%s"}}
                """.formatted(
                        KeyMaker.hash("key-of-desk"), server.endpoint()));
        bed.awaitReady("plain");
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        server.close();
    }

    private static Run run(Map<String, String> variables, String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("token"));
        all.addAll(List.of(arguments));
        return Run.of(variables::get, input, all.toArray(String[]::new));
    }

    private static String url() {
        return bed.endpoint().toString();
    }

    private static Run made(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", url()));
        return run(Map.of("GATEHOUSE_KEY", "key-of-desk"), "", all.toArray(String[]::new));
    }

    @Test
    void aKeyBecomesATokenThatIsPrintedAlone() throws Exception {
        Run run = made(
                "--for",
                "10m",
                "--server",
                "plain",
                "--scope",
                "plain:read",
                "--scope",
                "delegate",
                "--session",
                "s-1",
                "--user",
                "user-7");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\\n");
        JWTClaimsSet claims = SignedJWT.parse(run.out().strip()).getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly("https://gw.example.com/mcp/plain");
        assertThat(claims.getSubject()).isEqualTo("user-7");
        assertThat(claims.getClaim("scope")).isEqualTo("delegate plain:read");
        assertThat(claims.getJSONObjectClaim("gatehouse")).containsEntry("session", "s-1");
        assertThat(claims.getExpirationTime().toInstant())
                .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(601));
    }

    @Test
    void jsonHasTheWholeAnswer() {
        assertThat(made("--json").out())
                .contains("\"access_token\":\"eyJ", "\"expires_in\":900", "\"token_type\":\"Bearer\"");
    }

    @Test
    void theKeyMayBeInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("desk.key"), "key-of-desk\n");
        assertThat(run(Map.of(), "", "--url", url(), "--key-file", file.toString())
                        .code())
                .isZero();
        assertThat(run(Map.of(), "key-of-desk", "--url", url(), "--key-file", "-")
                        .code())
                .isZero();
        Run none = run(Map.of(), "", "--url", url());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .isEqualTo("gatehouse: There is no key. Put it into the variable GATEHOUSE_KEY, or name a file with"
                        + " --key-file.\n");
    }

    @Test
    void whatTheGatewayRefusesIsSaid() {
        Run wrong = run(Map.of("GATEHOUSE_KEY", "key-of-nobody"), "", "--url", url());
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).isEqualTo("gatehouse: The gateway refused: The subject_token is not valid.\n");
        assertThat(made("--user", "root").err()).contains("may not act for the requested_subject.");
        assertThat(made("--for", "soon").err()).contains("--for: must be a time such as 90s, 15m or 1h, not \"soon\".");
        Run away = run(Map.of("GATEHOUSE_KEY", "key-of-desk"), "", "--url", "http://127.0.0.1:1");
        assertThat(away.code()).isEqualTo(4);
        assertThat(away.err()).contains("The gateway at 127.0.0.1:1 does not answer");
        Run odd = run(Map.of("GATEHOUSE_KEY", "key-of-desk"), "", "--url", "mcp.example.com");
        assertThat(odd.code()).isEqualTo(2);
        Run nobody = run(
                Map.of("GATEHOUSE_KEY", "key-of-desk"),
                "",
                "--data",
                folder.resolve("nobody").toString());
        assertThat(nobody.code()).isEqualTo(4);
        assertThat(nobody.err()).contains("No gateway runs on ");
    }

    @Test
    void aTokenIsRevoked() {
        String token = made().out();
        TokenRequests tokens = new TokenRequests(http, bed);
        assertThat(tokens.list("/mcp", token.strip()).statusCode()).isEqualTo(200);
        Run revoked = run(Map.of(), token, "revoke", "--url", url());
        assertThat(revoked.code()).as(revoked.err()).isZero();
        assertThat(revoked.out()).isEqualTo("The token is revoked.\n");
        assertThat(tokens.list("/mcp", token.strip()).statusCode()).isEqualTo(401);
        assertThat(run(Map.of(), token, "revoke", "--url", url(), "--json").out())
                .isEqualTo("{\"revoked\":true}\n");
        assertThat(run(Map.of(), "", "revoke", "--url", url()).err())
                .contains("Standard input must have the token and nothing else.");
    }
}
