package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.UnsupportedFeatures;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers that tell what no client may hear, and what no counter can hold.
class HostileProviderTest {
    private static final String KEY = DoorBed.PROVIDER_KEY;

    private static DoorBed bed(FaultyProvider provider) {
        return new DoorBed()
                .provider("p", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                .fallback("p")
                .open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/event-stream"})
    void aKeyInPiecesOfAnErrorIsHidden(String type) throws Exception {
        String before = "event: error\ndata: " + "x".repeat(20_000);
        CountDownLatch begun = new CountDownLatch(1);
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.write(
                            socket,
                            "HTTP/1.1 401 X\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
                    FaultyProvider.chunk(socket, before + KEY.substring(0, 9));
                    begun.await();
                    FaultyProvider.chunk(socket, KEY.substring(9) + "</p>\n\n");
                    FaultyProvider.write(socket, "0\r\n\r\n");
                });
                DoorBed bed = bed(provider)) {
            HttpResponse<InputStream> answer = bed.stream(DoorBed.message("hi", true));
            try (InputStream body = answer.body()) {
                int first = body.read();
                begun.countDown();
                String rest = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat((char) first + rest).isEqualTo(before + "***</p>\n\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-of-the-provider", "sk\\u002dof\\u002dthe\\u002dprovider", "c2stb2YtdGhlLXByb3ZpZGVy"})
    void aKeyInAnEventThatTellsLateThatItIsAnErrorIsHidden(String key) throws Exception {
        String before = "data: {\"type\":\"ping\",\"note\":\"\\u002d\"}\n\n"
                + "data: {\"request_id\":\"req_011CQ2xYzAbCdEfGhIjKlMnOpQrStUvWxYz\",\"type\":\"error\","
                + "\"error\":{\"type\":\"authentication_error\",\"message\":\"";
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    FaultyProvider.chunk(socket, before + key + "\"}}\n\n");
                    FaultyProvider.write(socket, "0\r\n\r\n");
                });
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.body()).isEqualTo(before + "***\"}}\n\n");
        }
    }

    @Test
    void tokensThatNoModelCanUseAreNotCounted() throws Exception {
        String usage = "{\"type\":\"message\",\"usage\":{\"input_tokens\":9223372036854775807,\"output_tokens\":7}}";
        try (FaultyProvider provider =
                        new FaultyProvider((self, socket, number) -> FaultyProvider.respond(socket, 200, "", usage));
                DoorBed bed = bed(provider)) {
            assertThat(bed.post("/v1/messages", DoorBed.message("hi", false)).body())
                    .isEqualTo(usage);
            assertThat(bed.entry().usage()).isEqualTo(new TokenUsage(0, 7, 0, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "099", "1000"})
    void aStatusThatThereIsNotBecomes502(String status) throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> FaultyProvider.write(
                        socket,
                        "HTTP/1.1 " + status + " X\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno"));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("\"api_error\"", "The provider p did not return a complete answer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "LONG"})
    void onlyAnIdOfTheUsualFormReplacesThatOfTheGateway(String id) throws Exception {
        String sent = id.equals("LONG") ? "x".repeat(7_000) : id;
        for (int status : new int[] {200, 400}) {
            try (FaultyProvider provider = new FaultyProvider((self, socket, number) ->
                            FaultyProvider.respond(socket, status, "request-id: " + sent + "\r\n", "{}"));
                    DoorBed bed = bed(provider)) {
                HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));
                RequestEntry entry = bed.entry();
                assertThat(answer.headers().allValues("request-id")).containsExactly(entry.id());
                assertThat(entry.id()).startsWith("req_");
            }
        }
    }
}
