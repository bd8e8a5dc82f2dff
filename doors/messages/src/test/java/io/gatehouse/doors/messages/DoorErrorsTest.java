package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.loop.LoopSettings;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.models.RoutedModels;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the door refuses, in the API's shape.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorErrorsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final DoorBed bed = new DoorBed();

    @BeforeAll
    void open() {
        int model = bed.listen(DoorBed.model("turns: [{say: hello}]"));
        bed.modest("scripted", model)
                .route(new RoutedModels.ModelRoute("scripted", java.util.List.of("scripted"), null))
                .route(new RoutedModels.ModelRoute("scripted*", java.util.List.of("scripted"), null))
                .settings(new MessagesSettings(
                        new RelaySettings(64 << 10, 1_000, true),
                        LoopSettings.DEFAULT,
                        MessagesSettings.DEFAULT.resultBytes(),
                        SourceSettings.DEFAULT))
                .key("ci", "gate-key")
                .open();
    }

    @AfterAll
    void close() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"claude-x\",\"messages\":[]} | 404 | not_found_error | not served by any provider of this gateway",
                "{\"messages\":[]}                    | 400 | invalid_request_error | model: must be a string",
                "{\"model\":7,\"messages\":[]}          | 400 | invalid_request_error | model: must be a string",
                "[]                                   | 400 | invalid_request_error | not a JSON object",
                "{\"model\":\"scripted\"                | 400 | invalid_request_error | not valid JSON",
                "{\"model\":\"scripted\"} x             | 400 | invalid_request_error | not valid JSON",
                "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"mcp_servers\":[{}]} | 400 | invalid_request_error | mcp",
                "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"type\":\"mcp_toolset\"}]} | 400 | invalid_request_error | mcp",
                "{\"messages\":[{\"content\":[{\"type\":\"mcp_tool_use\"}]}]} | 400 | invalid_request_error | model: Field required",
                "{\"model\":\"scripted\",\"messages\":[]} | 400 | invalid_request_error | max_tokens"
            })
    void aBodyThatIsWrong(String body, int status, String type, String told) throws Exception {
        expect(bed.request("/v1/messages").POST(BodyPublishers.ofString(body)), status, type, told);
    }

    @Test
    void aThreadWithServersIsRefusedWithTheCodeThatSdksKnow() throws Exception {
        String body = "{\"model\":\"scripted\",\"thread\":{\"type\":\"create\"},\"mcp_servers\":[{\"name\":\"a\"}]}";
        JsonNode error = expect(
                bed.request("/v1/messages").POST(BodyPublishers.ofString(body)),
                400,
                "invalid_request_error",
                "thread");
        assertThat(error.at("/error/details/error_code").asString()).isEqualTo("thread_unsupported_request");
    }

    @Test
    void theSettingBehindARefusalIsInTheLogAndNotInTheAnswer() throws Exception {
        JsonNode error = expect(
                bed.request("/v1/messages").POST(BodyPublishers.ofString(" ".repeat(70 << 10))),
                413,
                "request_too_large",
                "more than the 65536 that the gateway takes");
        assertThat(error.toString()).doesNotContain("messages.body-bytes");
        assertThat(bed.entries).anySatisfy(entry -> {
            assertThat(entry.id()).isEqualTo(error.path("request_id").asString());
            assertThat(entry.end().remedy()).contains("messages.body-bytes");
        });
    }

    @Test
    void aBodyThatIsCompressed() throws Exception {
        JsonNode error = expect(
                bed.request("/v1/messages").header("content-encoding", "gzip").POST(BodyPublishers.ofString("x")),
                415,
                "invalid_request_error",
                "without Content-Encoding");
        assertThat(error.at("/error/details/error_code").asString()).isEqualTo("request_body_encoding_unsupported");
    }

    @Test
    void batchesWithServersAreRefusedByName() throws Exception {
        String body = "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"scripted\"}},"
                + "{\"custom_id\":\"b\",\"params\":{\"mcp_servers\":[{\"name\":\"s\"}],\"model\":\"scripted\"}}]}";
        expect(
                bed.request("/v1/messages/batches").POST(BodyPublishers.ofString(body)),
                400,
                "invalid_request_error",
                "requests[1].params.mcp_servers");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/messages, 405, invalid_request_error, use POST",
        "DELETE, /v1/models, 405, invalid_request_error, use GET",
        "POST, /api/hello, 405, invalid_request_error, use HEAD",
        "GET, /v1/files, 404, not_found_error, no provider of this gateway has it",
        "POST, /v1/complete, 404, not_found_error, no provider of this gateway has it",
        "GET, /v1, 404, not_found_error, no provider of this gateway has it",
        "GET, /v1/models/claude-x, 404, not_found_error, not served by any provider of this gateway"
    })
    void methodsAndPathsThatAreNotServed(String method, String path, int status, String type, String told)
            throws Exception {
        expect(bed.request(path).method(method, BodyPublishers.noBody()), status, type, told);
    }

    @Test
    void aKeyIsNeeded() throws Exception {
        for (String key : new String[] {"wrong", "gate-key "}) {
            HttpResponse<String> answer = bed.send(bed.request("/v1/messages")
                    .header("authorization", "Bearer x" + key)
                    .POST(BodyPublishers.ofString("{}")));
            check(answer, 401, "authentication_error", "x-api-key: KEY");
        }
        HttpResponse<String> none = bed.client.send(
                HttpRequest.newBuilder(bed.request("/v1/models").build().uri()).build(),
                HttpResponse.BodyHandlers.ofString());
        check(none, 401, "authentication_error", "x-api-key: KEY");
    }

    @Test
    void pagesOfStrangersAreKeptAway() throws Exception {
        expect(
                bed.request("/v1/messages")
                        .header("origin", "https://evil.example")
                        .POST(BodyPublishers.ofString("{}")),
                403,
                "permission_error",
                "evil.example");
    }

    @Test
    void helloIsAnsweredToEverybody() throws Exception {
        HttpResponse<String> answer = bed.client.send(
                HttpRequest.newBuilder(bed.request("/api/hello").build().uri())
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("request-id")).isPresent();
    }

    @Test
    void modelsAreThoseThatAreRouted() throws Exception {
        JsonNode page =
                MAPPER.readTree(bed.send(own("/v1/models?limit=1000").GET()).body());
        assertThat(page.at("/data/0/id").asString()).isEqualTo("scripted");
        assertThat(page.at("/data/0/type").asString()).isEqualTo("model");
        assertThat(page.path("has_more").asBoolean(true)).isFalse();
        assertThat(page.path("last_id").asString()).isEqualTo("scripted");
        assertThat(bed.send(own("/v1/models/scripted-demo").GET()).body()).contains("\"id\":\"scripted-demo\"");
    }

    private HttpRequest.Builder own(String path) {
        return bed.request(path).setHeader("x-api-key", "gate-key");
    }

    private JsonNode expect(HttpRequest.Builder request, int status, String type, String told) throws Exception {
        return check(bed.send(request.setHeader("x-api-key", "gate-key")), status, type, told);
    }

    private static JsonNode check(HttpResponse<String> answer, int status, String type, String told) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        JsonNode error = MAPPER.readTree(answer.body());
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(error.at("/error/type").asString()).isEqualTo(type);
        assertThat(error.at("/error/message").asString()).contains(told);
        assertThat(error.path("request_id").asString())
                .startsWith("req_")
                .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
        return error;
    }
}
