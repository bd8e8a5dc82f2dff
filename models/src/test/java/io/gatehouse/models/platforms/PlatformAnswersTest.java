package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.BodyMode;
import io.gatehouse.models.Provider;
import io.gatehouse.models.platforms.PlatformBed.Answer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What callers hear of the account behind a platform: nothing.
class PlatformAnswersTest {
    private static final String KEY = "key-of-the-operator";

    private FakePlatform platform;
    private PlatformBed bed;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform(FakePlatform.json(200, "{}"));
        bed = new PlatformBed();
    }

    @AfterEach
    void stop() {
        bed.close();
        platform.close();
    }

    private Provider provider(String kind) {
        return switch (kind) {
            case "bedrock" ->
                PlatformProviders.bedrock(
                        "aws",
                        new BedrockSettings("eu-1", platform.uri(), new AwsAccess.ApiKey(KEY), Map.of(), 1 << 20),
                        bed.client);
            case "vertex" ->
                PlatformProviders.vertex(
                        "google",
                        new VertexSettings("p", "eu", platform.uri(), new GoogleAccess.Token(KEY), Map.of()),
                        bed.client);
            default ->
                PlatformProviders.foundry(
                        "azure",
                        new FoundrySettings(platform.uri(), new FoundryAccess.ApiKey(KEY), Map.of()),
                        bed.client);
        };
    }

    private static FakePlatform.Reply reply(int status, String type, String body) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "content-type", type,
                "retry-after", "60",
                "x-should-retry", "false",
                "request-id", "req_p",
                "anthropic-ratelimit-tokens-remaining", "5"));
        headers.putAll(Map.of(
                "anthropic-organization-id", "org-1",
                "x-amzn-bedrock-account", "42",
                "x-goog-project", "my-project",
                "x-ms-region", "internal",
                "azureml-model-deployment", "d-1",
                "server", "proxy",
                "via", "10.0.0.1"));
        return FakePlatform.answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock, 200, {}",
        "bedrock, 429, {\"message\":\"No\"}",
        "vertex, 200, {}",
        "vertex, 429, {\"error\":{\"message\":\"No\"}}",
        "vertex, 400, '{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"No\"}}'",
        "foundry, 200, {}",
        "foundry, 429, {\"error\":{\"message\":\"No\"}}"
    })
    void onlyHeadersForCallersPass(String kind, int status, String body) {
        platform.replies(reply(status, "application/json", body));

        Answer answer = bed.ask(provider(kind), PlatformBed.messages("m", "{}"));

        assertThat(answer.status()).isEqualTo(status);
        Map<String, String> headers = new HashMap<>();
        answer.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        assertThat(headers)
                .containsKeys("request-id", "retry-after", "x-should-retry", "anthropic-ratelimit-tokens-remaining")
                .doesNotContainKeys(
                        "anthropic-organization-id",
                        "x-amzn-bedrock-account",
                        "x-goog-project",
                        "x-ms-region",
                        "azureml-model-deployment",
                        "server",
                        "via");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bedrock", "vertex", "foundry"})
    void anErrorDoesNotRepeatTheKey(String kind) {
        String said = "Wrong key " + KEY;
        platform.replies(reply(
                400, "application/json", "{\"message\":\"" + said + "\",\"error\":{\"message\":\"" + said + "\"}}"));

        Answer answer = bed.ask(provider(kind), PlatformBed.messages("m", "{}"));

        assertThat(answer.text()).contains("Wrong key ***").doesNotContain(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertex", "foundry"})
    void anErrorInTheMiddleOfAStreamDoesNotRepeatTheKey(String kind) {
        platform.replies(reply(
                200,
                "text/event-stream",
                "event: ping\ndata: {}\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                        + "\"message\":\"Wrong key " + KEY + "\"}}\n\n"));

        Answer answer = bed.ask(provider(kind), PlatformBed.messages("m", "{\"stream\":true}"), BodyMode.PIECES);

        assertThat(answer.text()).contains("event: ping", "Wrong key ***").doesNotContain(KEY);
    }
}
