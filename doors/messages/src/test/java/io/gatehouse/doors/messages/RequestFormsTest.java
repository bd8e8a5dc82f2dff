package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.RoutedModels.ModelRoute;
import io.gatehouse.scripted.RecordedRequest;
import io.gatehouse.scripted.ScriptedModel;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that say the same in other words than usual.
class RequestFormsTest {
    private final ScriptedModel model = DoorBed.model("models: [\"*\"]\nturns: [ { say: hello } ]\n");
    private DoorBed bed;

    @BeforeEach
    void open() {
        bed = new DoorBed()
                .provider("p", model)
                .route(new ModelRoute("mapped", List.of("p"), "scripted"))
                .route(new ModelRoute("*", List.of("p"), null))
                .open();
    }

    @AfterEach
    void close() {
        bed.close();
    }

    private HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bed.port() + "/v1/messages"))
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private RecordedRequest asked() {
        return model.requests().getLast();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "APPLICATION/JSON",
                "text/plain"
            })
    void theTypeOfTheContentIsForTheProviderToJudge(String type) throws Exception {
        bed.send(request(DoorBed.message("hi", false)).setHeader("content-type", type));
        assertThat(asked().header("content-type")).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"scripted, false", "scripted, true", "mapped, false"})
    void aByteOrderMarkIsNotPassedOn(String name, boolean stream) throws Exception {
        String body = DoorBed.message("hi", stream).replace("\"scripted\"", "\"" + name + "\"");
        HttpResponse<String> answer = bed.send(request("\uFEFF" + body));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("hello");
        assertThat(asked().text()).isEqualTo(DoorBed.message("hi", stream));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\":1",
                "\"\\udc00x\":{\"\\ud83d\":[]}",
                "\"x\":1e9999999999",
                "\"x\":1,\"x\":2",
                "\"\\u0000\":\"\\udc00\"",
                "\"x\":MANY"
            })
    void membersThatNoTreeHoldsPassByteForByte(String member) throws Exception {
        String odd = member.replace("MANY", "9".repeat(100_000));
        String body =
                "{\"metadata\":{" + odd + "}," + DoorBed.message("hi", false).substring(1);
        HttpResponse<String> answer = bed.send(request(body));
        assertThat(answer.statusCode()).isLessThan(500);
        assertThat(asked().text()).isEqualTo(body);
    }

    @Test
    void betasThatComeTwiceGoOnAsOneHeader() throws Exception {
        bed.send(request(DoorBed.message("hi", false))
                .header("anthropic-beta", "context-1m-2025-08-07 , ,other-2025-01-01")
                .header("anthropic-beta", "compact-2026-01-12"));
        assertThat(asked().headers().stream()
                        .filter(header -> header.name().equalsIgnoreCase("anthropic-beta"))
                        .map(header -> header.value()))
                .containsExactly("context-1m-2025-08-07,other-2025-01-01,compact-2026-01-12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ", "mcp-client-2025-11-20,"})
    void aHeaderWithoutBetasIsLeftOut(String value) throws Exception {
        HttpResponse<String> answer =
                bed.send(request(DoorBed.message("hi", false)).header("anthropic-beta", value));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked().header("anthropic-beta")).isNull();
    }

    @Test
    void aVersionThatIsMissingIsForTheProviderToRefuse() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + bed.port() + "/v1/messages"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(DoorBed.message("hi", false)));
        HttpResponse<String> answer = bed.send(request);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("anthropic-version");
    }
}
