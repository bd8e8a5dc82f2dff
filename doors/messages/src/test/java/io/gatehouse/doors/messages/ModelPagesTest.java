package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.RoutedModels.ModelRoute;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The models that are routed by name, in the pages that a request asks for.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelPagesTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final DoorBed bed = new DoorBed();

    @BeforeAll
    void open() {
        bed.modest("scripted", bed.listen(DoorBed.model("turns: [{say: hello}]")));
        for (int model = 1; model <= 25; model++) {
            bed.route(new ModelRoute("m-%02d".formatted(model), List.of("scripted"), null));
        }
        bed.route(new ModelRoute("x y+%&", List.of("scripted"), null)).open();
    }

    @AfterAll
    void close() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 20, m-01, m-20, true",
        "?limit=1000, 26, m-01, x y+%&, false",
        "?limit=26&unknown=1, 26, m-01, x y+%&, false",
        "?limit=3, 3, m-01, m-03, true",
        "?after_id=m-03&limit=2, 2, m-04, m-05, true",
        "?after_id=m-24, 2, m-25, x y+%&, false",
        "?after_id=x%20y%2B%25%26, 0, , , false",
        "?before_id=m-05&limit=2, 2, m-03, m-04, true",
        "?before_id=m-05&limit=4, 4, m-01, m-04, false",
        "?before_id=m-01, 0, , , false"
    })
    void aPage(String query, int size, String first, String last, boolean more) throws Exception {
        JsonNode page = page(query);
        assertThat(page.propertyNames()).containsExactlyInAnyOrder("data", "has_more", "first_id", "last_id");
        assertThat(page.path("data")).hasSize(size);
        assertThat(page.path("has_more").booleanValue()).isEqualTo(more);
        assertThat(page.path("first_id").asString(null)).isEqualTo(first);
        assertThat(page.path("last_id").asString(null)).isEqualTo(last);
        if (size > 0) {
            assertThat(page.at("/data/0/id").asString()).isEqualTo(first);
            assertThat(page.path("data").get(size - 1).path("id").asString()).isEqualTo(last);
        }
    }

    @Test
    void pagesFollowEachOtherInBothDirections() throws Exception {
        List<String> forth = new ArrayList<>();
        for (String query = "?limit=7"; !query.isEmpty(); ) {
            JsonNode page = page(query);
            page.path("data").forEach(model -> forth.add(model.path("id").asString()));
            query = page.path("has_more").booleanValue()
                    ? "?limit=7&after_id=" + page.path("last_id").asString()
                    : "";
        }
        assertThat(forth).hasSize(26).doesNotHaveDuplicates().isSorted();
        List<String> back = new ArrayList<>();
        for (String query = "?limit=7&before_id=m-25"; !query.isEmpty(); ) {
            JsonNode page = page(query);
            for (int at = page.path("data").size() - 1; at >= 0; at--) {
                back.addFirst(page.path("data").get(at).path("id").asString());
            }
            query = page.path("has_more").booleanValue()
                    ? "?limit=7&before_id=" + page.path("first_id").asString()
                    : "";
        }
        assertThat(back).isEqualTo(forth.subList(0, 24));
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, limit: Input should be from 1 to 1000",
        "?limit=1001, limit: Input should be from 1 to 1000",
        "?limit=many, limit: Input should be a valid integer",
        "?after_id=claude-x, after_id: there is no model of this name",
        "?before_id=, before_id: there is no model of this name",
        "?after_id=m-01&before_id=m-03, only one of after_id and before_id"
    })
    void whatIsNoPage(String query, String told) throws Exception {
        HttpResponse<String> answer = bed.send(bed.request("/v1/models" + query).GET());
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = MAPPER.readTree(answer.body());
        assertThat(error.at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.at("/error/message").asString()).contains(told);
        assertThat(error.path("request_id").asString())
                .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
    }

    private JsonNode page(String query) throws Exception {
        HttpResponse<String> answer = bed.send(bed.request("/v1/models" + query).GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }
}
