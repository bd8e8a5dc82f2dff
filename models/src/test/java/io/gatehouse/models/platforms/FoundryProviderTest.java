package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Header;
import io.gatehouse.models.Provider;
import io.gatehouse.models.platforms.FakePlatform.Seen;
import io.gatehouse.models.platforms.PlatformBed.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Claude on Microsoft Foundry.
class FoundryProviderTest {
    private static final String ANSWER = "{\"id\":\"msg_1\",\"type\":\"message\"}";
    private static final Header VERSION = new Header("anthropic-version", "2026-10-21");

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

    private Provider provider(FoundryAccess access) {
        return PlatformProviders.foundry(
                "azure",
                new FoundrySettings(
                        URI.create(platform.uri() + "/anthropic/"), access, Map.of("claude-test", "my-deployment")),
                bed.client);
    }

    @Test
    void aKeyGoesOutAsXApiKeyAndOnlyTheModelIsEdited() {
        Answer answer = bed.ask(
                provider(new FoundryAccess.ApiKey("azure-key")),
                PlatformBed.messages(
                        "claude-test",
                        "{ \"model\" : \"claude-test\",\"max_tokens\":1.0, \"stream\":false}",
                        VERSION,
                        new Header("anthropic-beta", "mcp-client-2025-11-20,compact-2026-01-12")));

        Seen seen = platform.only();
        assertThat(seen.target()).isEqualTo("/anthropic/v1/messages");
        assertThat(seen.header("x-api-key")).isEqualTo("azure-key");
        assertThat(seen.header("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(seen.header("anthropic-beta")).isEqualTo("compact-2026-01-12");
        assertThat(seen.text()).isEqualTo("{ \"model\" : \"my-deployment\",\"max_tokens\":1.0, \"stream\":false}");
        assertThat(answer.text()).isEqualTo(ANSWER);
    }

    @Test
    void aTokenGoesOutAsBearer() {
        bed.ask(
                provider(new FoundryAccess.Token("entra-token")),
                PlatformBed.request("/v1/messages/count_tokens?beta=true", "other", "{\"model\":\"other\"}", false));

        assertThat(platform.only().target()).isEqualTo("/anthropic/v1/messages/count_tokens");
        assertThat(platform.only().header("authorization")).isEqualTo("Bearer entra-token");
        assertThat(platform.only().text()).isEqualTo("{\"model\":\"other\"}");
    }

    @Test
    void anApplicationGetsATokenThatIsKept() {
        platform.replies((seen, exchange) -> FakePlatform.json(
                        200,
                        seen.target().startsWith("/my-tenant/")
                                ? "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"fresh\"}"
                                : ANSWER)
                .to(seen, exchange));
        Provider provider = provider(new FoundryAccess.Application(platform.uri(), "my-tenant", "my-client", "s&cret"));

        bed.ask(provider, PlatformBed.messages("claude-test", "{}"));
        bed.ask(provider, PlatformBed.messages("claude-test", "{}"));

        assertThat(platform.seen())
                .extracting(Seen::target)
                .containsExactly("/my-tenant/oauth2/v2.0/token", "/anthropic/v1/messages", "/anthropic/v1/messages");
        assertThat(platform.seen().getFirst().text())
                .isEqualTo("grant_type=client_credentials&client_id=my-client&client_secret=s%26cret"
                        + "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
        assertThat(platform.seen().getLast().header("authorization")).isEqualTo("Bearer fresh");
    }

    @Test
    void whyAnApplicationGetsNoTokenIsToldToOperatorsOnly() {
        platform.replies(FakePlatform.json(
                401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid\\nTrace: 1\"}"));

        Answer answer = bed.ask(
                provider(new FoundryAccess.Application(platform.uri(), "my-tenant", "my-client", "secret-1")),
                PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("provider azure").doesNotContain("my-client", "invalid_client", "AADSTS");
        assertThat(answer.problem())
                .contains("my-client", "invalid_client", "AADSTS7000215: Invalid")
                .doesNotContain("secret-1", "Trace");
    }

    @Test
    void errorsOfAzureAreThoseOfAnthropicsApi() {
        platform.replies(FakePlatform.json(
                401, "{\"error\":{\"code\":\"401\",\"message\":\"Access denied due to invalid subscription key\"}}"));

        Answer answer = bed.ask(provider(new FoundryAccess.ApiKey("k")), PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text())
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":"
                        + "\"Microsoft Foundry does not accept the gateway's credentials.\"}}");
        assertThat(answer.problem()).isEqualTo("It said: Access denied due to invalid subscription key");
    }

    @Test
    void whatAnErrorRepeatsOfTheKeyIsHiddenFromOperatorsToo() {
        platform.replies(FakePlatform.json(401, "{\"error\":{\"code\":\"401\",\"message\":\"No key azure-key\"}}"));

        Answer answer =
                bed.ask(provider(new FoundryAccess.ApiKey("azure-key")), PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.problem()).isEqualTo("It said: No key ***");
    }

    @Test
    void anErrorThatCannotBeDecodedIsReplaced() {
        platform.replies(FakePlatform.answer(
                429,
                Map.of("content-type", "application/json", "content-encoding", "br", "retry-after", "7"),
                "{\"error\":{\"code\":\"429\",\"message\":\"azure-key\"}}".getBytes(StandardCharsets.UTF_8)));

        Answer answer =
                bed.ask(provider(new FoundryAccess.ApiKey("azure-key")), PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headers().get("retry-after")).isEqualTo("7");
        assertThat(answer.headers().get("content-encoding")).isNull();
        assertThat(answer.text())
                .contains("\"rate_limit_error\"", "cannot be read")
                .doesNotContain("azure");
        assertThat(answer.problem()).contains("Content-Encoding: br").doesNotContain("azure");
    }
}
