package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RoutedModels.ModelRoute;
import io.gatehouse.models.UnsupportedFeatures;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Models that are mapped here stand in the list beside those of the provider.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MappedModelsTest {
    private static final String OTHERS =
            "{\"data\":[{\"type\":\"model\",\"id\":\"claude-a\"},{\"type\":\"model\",\"id\":"
                    + "\"small\"},{\"type\":\"model\",\"id\":\"claude-b\",\"\\ud800\":1e999999,\"x\":1.50}],\"has_more\":true,\"first_id\":\"claude-a\","
                    + "\"last_id\":\"claude-b\"}";

    private final DoorBed bed = new DoorBed();
    private FaultyProvider provider;

    @BeforeAll
    void open() throws Exception {
        provider = new FaultyProvider((self, socket, number) ->
                FaultyProvider.respond(socket, 200, "Content-Type: application/json\r\n", OTHERS));
        bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                .modest("other", provider.port())
                .route(new ModelRoute("small", List.of("direct"), "claude-small"))
                .route(new ModelRoute("fast", List.of("other"), null))
                .route(new ModelRoute("claude-a", List.of("direct"), null))
                .fallback("direct")
                .open();
    }

    @AfterAll
    void close() throws Exception {
        bed.close();
        provider.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', fast small claude-a claude-b, true, /v1/models?limit=18",
        "?limit=3, fast small claude-a claude-b, true, /v1/models?limit=1",
        "?limit=2, fast small, true, ",
        "?limit=1, fast, true, ",
        "?limit=2&after_id=fast, small claude-a claude-b, true, /v1/models?limit=1",
        "?limit=2&before_id=small, fast, false, ",
        "?after_id=claude-b, claude-a small claude-b, true, /v1/models?after_id=claude-b"
    })
    void aPage(String query, String ids, boolean more, String asked) throws Exception {
        provider.heads.clear();
        HttpResponse<String> answer = bed.send(bed.request("/v1/models" + query).GET());
        JsonNode page = Trees.read(answer.body().getBytes(StandardCharsets.UTF_8));
        page.path("data").valueStream().filter(model -> model.has("x")).forEach(model -> {
            assertThat(model.path("x").toString()).isEqualTo("1.50");
            assertThat(model.get("\ufffd").toString()).isEqualTo("1E+999999");
        });
        assertThat(page.path("data").findValuesAsString("id")).containsExactly(ids.split(" "));
        assertThat(page.path("has_more").asBoolean()).isEqualTo(more);
        assertThat(page.path("first_id").asString()).isEqualTo(ids.split(" ")[0]);
        if (asked == null) {
            assertThat(provider.heads).isEmpty();
        } else {
            assertThat(provider.heads.getFirst()).startsWith("GET " + asked + " HTTP/1.1");
        }
    }

    @Test
    void aMappedModelIsDescribedHereAndAnyOtherByTheProvider() throws Exception {
        provider.heads.clear();
        assertThat(bed.send(bed.request("/v1/models/small").GET()).body()).contains("\"id\":\"small\"");
        assertThat(provider.heads).isEmpty();
        bed.send(bed.request("/v1/models/claude-a").GET());
        assertThat(provider.heads.getFirst()).startsWith("GET /v1/models/claude-a HTTP/1.1");
    }
}
