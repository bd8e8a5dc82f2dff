package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Header;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RetryObserver;
import io.gatehouse.models.RetrySettings;
import io.gatehouse.models.RoutedModels;
import io.gatehouse.models.RoutedModels.Member;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.models.UnsupportedFeatures.Treatment;
import io.gatehouse.models.platforms.PlatformBed.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What platforms do not take stays here, and settings have the last word.
class PlatformRefusalsTest {
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

    private Answer ask(UnsupportedFeatures refusals, ModelRequest request) throws Exception {
        Provider bedrock = PlatformProviders.bedrock(
                "aws",
                new BedrockSettings("us-east-1", platform.uri(), new AwsAccess.ApiKey("key"), Map.of(), 1 << 20),
                bed.client);
        Member member = new Member(bedrock, ProviderTimes.DEFAULT, RetrySettings.DEFAULT, refusals);
        return bed.ask(
                new RoutedModels(List.of(member), List.of(), List.of("aws"), bed.timers(), RetryObserver.NONE).of("m"),
                request);
    }

    @Test
    void whatThePlatformRefusesIsLeftOut() throws Exception {
        ask(
                PlatformRefusals.BEDROCK,
                PlatformBed.messages(
                        "m",
                        "{\"max_tokens\":1,\"service_tier\":\"auto\"}",
                        new Header(
                                "anthropic-beta",
                                "skills-2025-10-02,token-counting-2024-11-01,context-1m-2025-08-07")));

        assertThat(platform.only().text())
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\","
                        + "\"anthropic_beta\":[\"context-1m-2025-08-07\"],\"max_tokens\":1}");
    }

    @Test
    void aFieldThatWouldBreakAPromiseIsRefused() throws Exception {
        Answer answer =
                ask(PlatformRefusals.BEDROCK, PlatformBed.messages("m", "{\"max_tokens\":1,\"inference_geo\":\"eu\"}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(answer.json().at("/error/message").asString())
                .startsWith("inference_geo ")
                .contains("aws");
        assertThat(platform.seen()).isEmpty();
    }

    @Test
    void settingsCountFirst() throws Exception {
        Map<String, Treatment> betas = new LinkedHashMap<>();
        betas.put("skills-*", Treatment.SEND);
        betas.put("context-1m-*", Treatment.REFUSE);
        UnsupportedFeatures refusals = new UnsupportedFeatures(
                        betas, Map.of("inference_geo", Treatment.SEND, "top_k", Treatment.DROP))
                .before(PlatformRefusals.BEDROCK);

        ask(
                refusals,
                PlatformBed.messages(
                        "m",
                        "{\"inference_geo\":\"eu\",\"top_k\":1}",
                        new Header("anthropic-beta", "skills-2025-10-02,files-api-2025-04-14")));
        Answer refused =
                ask(refusals, PlatformBed.messages("m", "{}", new Header("anthropic-beta", "context-1m-2025-08-07")));

        assertThat(platform.only().json().path("anthropic_beta").toString()).isEqualTo("[\"skills-2025-10-02\"]");
        assertThat(platform.only().json().path("inference_geo").asString()).isEqualTo("eu");
        assertThat(platform.only().json().has("top_k")).isFalse();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/message").asString()).contains("context-1m-2025-08-07");
    }
}
