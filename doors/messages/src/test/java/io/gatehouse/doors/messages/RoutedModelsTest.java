package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RoutedModels.ModelRoute;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.models.UnsupportedFeatures.Treatment;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which provider gets which model, and what it gets.
class RoutedModelsTest {
    private static FaultyProvider provider(String name) throws Exception {
        return new FaultyProvider(
                (self, socket, number) -> FaultyProvider.respond(socket, 200, "", "{\"by\":\"" + name + "\"}"));
    }

    @ParameterizedTest
    @CsvSource({"claude-haiku, a", "claude-opus, b", "gpt-5, c", "other, c"})
    void theExactNameCountsThenTheFirstPatternThenTheDefault(String model, String name) throws Exception {
        try (FaultyProvider a = provider("a");
                FaultyProvider b = provider("b");
                FaultyProvider c = provider("c");
                DoorBed bed = new DoorBed()) {
            bed.provider("a", a.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .provider("b", b.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .provider("c", c.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .route(new ModelRoute("claude-*", List.of("b"), null))
                    .route(new ModelRoute("claude-h*", List.of("c"), null))
                    .route(new ModelRoute("claude-haiku", List.of("a"), null))
                    .fallback("c")
                    .open();
            assertThat(bed.post("/v1/messages", "{\"model\":\"" + model + "\"}").body())
                    .isEqualTo("{\"by\":\"" + name + "\"}");
        }
    }

    @Test
    void aProviderGetsItsOwnNameOfTheModelAndNothingThatItRefuses() throws Exception {
        UnsupportedFeatures refusals = new UnsupportedFeatures(
                Map.of("context-*", Treatment.DROP), Map.of("speed", Treatment.DROP, "container", Treatment.REFUSE));
        try (FaultyProvider provider = provider("a");
                DoorBed bed = new DoorBed()) {
            bed.provider("a", provider.port(), ProviderTimes.DEFAULT, refusals, false)
                    .route(new ModelRoute("mine", List.of("a"), "theirs"))
                    .open();
            bed.send(bed.request("/v1/messages")
                    .header("anthropic-beta", "context-1m-2025-08-07, other-2025-01-01")
                    .POST(BodyPublishers.ofString("{ \"model\":\"mine\",\"speed\":\"fast\", \"n\":1.50 }")));
            assertThat(provider.bodies.getFirst()).isEqualTo("{ \"model\":\"theirs\",\"n\":1.50 }");
            assertThat(provider.heads.getFirst()).contains("other-2025-01-01").doesNotContain("context-1m");
            HttpResponse<String> refused = bed.post("/v1/messages", "{\"model\":\"mine\",\"container\":\"c\"}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("container is not accepted by the provider a");
            assertThat(provider.requests).hasValue(1);
        }
    }
}
