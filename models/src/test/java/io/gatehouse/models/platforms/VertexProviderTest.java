package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.json.webtoken.JsonWebSignature;
import com.google.auth.oauth2.TokenVerifier;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Header;
import io.gatehouse.models.Provider;
import io.gatehouse.models.platforms.FakePlatform.Seen;
import io.gatehouse.models.platforms.PlatformBed.Answer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Claude on Google Vertex AI, with Google's own library as judge of the tokens.
class VertexProviderTest {
    private static final String ANSWER = "{\"id\":\"msg_1\",\"type\":\"message\"}";
    private static final Header VERSION = new Header("anthropic-version", "2023-06-01");
    private static final GoogleAccess TOKEN = new GoogleAccess.Token("given-token");

    @TempDir
    private Path folder;

    private FakePlatform platform;
    private PlatformBed bed;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform(FakePlatform.json(200, ANSWER));
        bed = new PlatformBed();
    }

    @AfterEach
    void stop() {
        bed.close();
        platform.close();
    }

    private Provider provider(GoogleAccess access) {
        return PlatformProviders.vertex(
                "google",
                new VertexSettings(
                        "my-project",
                        "europe-west1",
                        URI.create(platform.uri() + "/v1"),
                        access,
                        Map.of("claude-test", "claude-test@20260101")),
                bed.client);
    }

    private Provider provider() {
        return provider(TOKEN);
    }

    @ParameterizedTest
    @CsvSource({"false, rawPredict", "true, streamRawPredict"})
    void theModelGoesIntoThePathAndTheRestStays(boolean stream, String method) {
        String body = "{ \"max_tokens\" : 1.50,\"model\":\"claude-test\",\"stream\": " + stream + " ,\"messages\":[ ]}";
        bed.ask(
                provider(),
                PlatformBed.messages("claude-test", body, VERSION, new Header("anthropic-beta", "compact-2026-01-12")));

        Seen seen = platform.only();
        assertThat(seen.target())
                .isEqualTo("/v1/projects/my-project/locations/europe-west1/publishers/anthropic/models/"
                        + "claude-test@20260101:" + method);
        assertThat(seen.text())
                .isEqualTo("{\"anthropic_version\":\"vertex-2023-10-16\", \"max_tokens\" : 1.50,\"stream\": " + stream
                        + " ,\"messages\":[ ]}");
        assertThat(seen.header("anthropic-beta")).isEqualTo("compact-2026-01-12");
        assertThat(seen.header("anthropic-version")).isNull();
        assertThat(seen.header("authorization")).isEqualTo("Bearer given-token");
    }

    @Test
    void tokensAreCountedByTheirOwnModel() {
        platform.replies(FakePlatform.json(200, "{\"input_tokens\":7}"));

        Answer answer = bed.ask(
                provider(),
                PlatformBed.request(
                        "/v1/messages/count_tokens", "claude-test", "{\"model\":\"claude-test\"}", false, VERSION));

        assertThat(answer.text()).isEqualTo("{\"input_tokens\":7}");
        assertThat(platform.only().target()).endsWith("/models/count-tokens:rawPredict");
        assertThat(platform.only().text())
                .isEqualTo("{\"anthropic_version\":\"vertex-2023-10-16\",\"model\":\"claude-test@20260101\"}");
    }

    @Test
    void aStreamPassesAsItIs() {
        String events =
                "event: ping\ndata: {\"type\": \"ping\"}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        platform.replies(FakePlatform.pieces("text/event-stream", events.getBytes(StandardCharsets.UTF_8), 9));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"), BodyMode.PIECES);

        assertThat(answer.text()).isEqualTo(events);
    }

    @ParameterizedTest
    @CsvSource({
        "global, https://aiplatform.googleapis.com/v1",
        "us, https://aiplatform.us.rep.googleapis.com/v1",
        "eu, https://aiplatform.eu.rep.googleapis.com/v1",
        "us-east5, https://us-east5-aiplatform.googleapis.com/v1"
    })
    void locationsHaveTheirHosts(String location, String base) {
        assertThat(VertexPlatform.base(location)).hasToString(base);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | RESOURCE_EXHAUSTED | 429 | rate_limit_error",
                "400 | INVALID_ARGUMENT | 400 | invalid_request_error",
                "400 | FAILED_PRECONDITION | 400 | invalid_request_error",
                "401 | UNAUTHENTICATED | 401 | authentication_error",
                "403 | PERMISSION_DENIED | 403 | permission_error",
                "404 | NOT_FOUND | 404 | not_found_error",
                "503 | UNAVAILABLE | 529 | overloaded_error",
                "504 | DEADLINE_EXCEEDED | 504 | timeout_error",
                "500 | INTERNAL | 500 | api_error"
            })
    void errorsOfGoogleAreThoseOfAnthropicsApi(int status, String name, int expected, String type) {
        String error = "{\"error\":{\"code\":" + status + ",\"message\":\"No\",\"status\":\"" + name + "\"}}";
        for (String body : List.of(error, "[" + error + "\n]")) {
            platform.replies(FakePlatform.json(status, body));
            Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"));

            assertThat(answer.status()).isEqualTo(expected);
            assertThat(answer.json().at("/error/type").asString()).isEqualTo(type);
            String account = status == 401 || status == 403 || status == 404 ? "the gateway" : ": No";
            assertThat(answer.json().at("/error/message").asString())
                    .startsWith("Google Vertex AI")
                    .contains(account);
            assertThat(answer.problem()).isEqualTo(account.equals(": No") ? "" : "It said: No");
        }
    }

    @Test
    void aPageOfAProxyBecomesAnErrorWithItsTextForOperatorsOnly() {
        platform.replies(FakePlatform.answer(
                502, Map.of("content-type", "text/html"), "<h1>Bad gateway</h1>".getBytes(StandardCharsets.UTF_8)));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().at("/error/message").asString())
                .isEqualTo("Google Vertex AI answered with an error that cannot be read.");
        assertThat(answer.problem()).isEqualTo("It said: <h1>Bad gateway</h1>");
    }

    @Test
    void anErrorOfTheModelItselfStaysAsItIs() {
        String error = "{\"type\":\"error\", \"error\":{\"type\":\"invalid_request_error\",\"message\":\"No\"}}";
        platform.replies(FakePlatform.json(400, error));

        assertThat(bed.ask(provider(), PlatformBed.messages("claude-test", "{}"))
                        .text())
                .isEqualTo(error);
    }

    @Test
    void aProjectThatLeadsElsewhereIsRefused() {
        assertThatThrownBy(() -> PlatformProviders.vertex(
                        "google", new VertexSettings("..", "global", null, TOKEN, Map.of()), bed.client))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("project");
    }

    @Test
    void aServiceAccountsKeyGetsATokenThatIsKept() throws Exception {
        KeyPair keys = keys();
        platform.replies((seen, exchange) -> FakePlatform.json(
                        200,
                        seen.target().equals("/token")
                                ? "{\"access_token\":\"fresh\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"
                                : ANSWER)
                .to(seen, exchange));
        Provider provider = provider(new GoogleAccess.Credentials(file(keys)));

        bed.ask(provider, PlatformBed.messages("claude-test", "{}"));
        bed.ask(provider, PlatformBed.messages("claude-test", "{}"));

        assertThat(platform.seen())
                .extracting(Seen::target)
                .filteredOn("/token"::equals)
                .hasSize(1);
        assertThat(platform.seen())
                .filteredOn(seen -> !seen.target().equals("/token"))
                .hasSize(2)
                .allSatisfy(seen -> assertThat(seen.header("authorization")).isEqualTo("Bearer fresh"));
        assertThat(platform.seen().getFirst().header("accept"))
                .as("what the JDK's client would accept")
                .isNull();
        JsonWebSignature assertion = TokenVerifier.newBuilder()
                .setPublicKey(keys.getPublic())
                .setIssuer("gatehouse@my-project.iam.gserviceaccount.com")
                .setAudience("https://oauth2.googleapis.com/token")
                .build()
                .verify(form(platform.seen().getFirst(), "assertion"));
        assertThat(assertion.getPayload().get("scope")).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
    }

    @Test
    void whyATokenIsNotGivenIsToldToOperatorsOnly() throws Exception {
        platform.replies(FakePlatform.json(400, "{\"error\":\"invalid_grant\"}"));

        Answer answer = bed.ask(
                provider(new GoogleAccess.Credentials(file(keys()))), PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("provider google").doesNotContain("invalid_grant", "PRIVATE");
        assertThat(answer.problem()).contains("invalid_grant").doesNotContain("PRIVATE");
    }

    @Test
    void aFileThatIsNotThereIsNamedToOperatorsOnly() {
        Path missing = folder.resolve("missing.json");

        Answer answer =
                bed.ask(provider(new GoogleAccess.Credentials(missing)), PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.text()).doesNotContain(missing.getFileName().toString());
        assertThat(answer.problem()).contains(missing.toString());
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private Path file(KeyPair keys) throws Exception {
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        return Files.writeString(folder.resolve("account.json"), """
                {"type": "service_account", "project_id": "my-project", "private_key_id": "k1", "private_key": "%s",
                 "client_email": "gatehouse@my-project.iam.gserviceaccount.com", "client_id": "1",
                 "token_uri": "%s/token"}
                """.formatted(pem, platform.uri()));
    }

    private static String form(Seen seen, String name) {
        for (String pair : seen.text().split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no " + name + " in the form");
    }
}
