package io.gatehouse.gateway.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
    /// The example of Standard Webhooks' own libraries.
    @Test
    void itIsThatOfStandardWebhooks() {
        assertThat(WebhookSignature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1_614_265_330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!"})
    void anythingElseIsNoSecret(String text) {
        assertThat(WebhookSignature.isSecret(text)).isFalse();
    }

    @Test
    void aSecretIsNotPrinted() throws Exception {
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assertThat(WebhookSignature.isSecret(secret)).isTrue();
        assertThat(new ApprovalHook(new URI("https://hooks.example/a"), secret).toString())
                .doesNotContain(secret);
    }
}
