package io.gatehouse.doors.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RoutedModels.ModelRoute;
import io.gatehouse.models.UnsupportedFeatures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Providers that compress although they are asked not to, and what a client gets that asks for it.
class RelayCompressedTest {
    private static final String OK =
            "{\"type\":\"message\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":7,\"output_tokens\":9}}";
    private static final String EVENTS =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7}}}\n\n"
                    + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                    + "\"usage\":{\"output_tokens\":9}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private static void packed(Socket socket, String type, String coding, String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body.getBytes(UTF_8));
        }
        FaultyProvider.write(
                socket,
                "HTTP/1.1 200 X\r\nContent-Type: " + type + "\r\nContent-Encoding: " + coding + "\r\nContent-Length: "
                        + bytes.size() + "\r\n\r\n" + bytes.toString(ISO_8859_1));
    }

    private static HttpResponse<byte[]> ask(FaultyProvider provider, boolean stream, int tokens) throws Exception {
        try (DoorBed bed = new DoorBed()) {
            bed.provider("p", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .route(new ModelRoute("*", List.of("p"), null))
                    .open();
            HttpResponse<byte[]> answer = bed.client.send(
                    bed.request("/v1/messages")
                            .header("accept-encoding", "gzip, br")
                            .POST(BodyPublishers.ofString(DoorBed.message("hi", stream)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(bed.entry().usage().output()).isEqualTo(tokens);
            return answer;
        }
    }

    @Test
    void anAnswerIsUnpackedForTheClientAndForWhatIsCounted() throws Exception {
        try (FaultyProvider provider =
                new FaultyProvider((self, socket, number) -> packed(socket, "application/json", "gzip", OK))) {
            HttpResponse<byte[]> answer = ask(provider, false, 9);
            assertThat(new String(answer.body(), UTF_8)).isEqualTo(OK);
            assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        }
    }

    @Test
    void aStreamIsUnpackedForTheClientAndForWhatIsCounted() throws Exception {
        try (FaultyProvider provider =
                new FaultyProvider((self, socket, number) -> packed(socket, "text/event-stream", "gzip", EVENTS))) {
            HttpResponse<byte[]> answer = ask(provider, true, 9);
            assertThat(new String(answer.body(), UTF_8)).isEqualTo(EVENTS);
            assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        }
    }

    /// Nobody can see whether such a body repeats the key.
    @ParameterizedTest
    @CsvSource({
        "401, application/json, br, authentication_error",
        "400, text/html, 'identity, zstd', invalid_request_error",
        "503, text/event-stream, BR, overloaded_error"
    })
    void anErrorThatCannotBeUnpackedIsReplaced(int status, String type, String coding, String error) throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> FaultyProvider.write(
                        socket,
                        "HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\nContent-Encoding: " + coding
                                + "\r\nrequest-id: req_of_the_provider\r\nRetry-After: 0\r\nContent-Length: "
                                + DoorBed.PROVIDER_KEY.length() + "\r\n\r\n" + DoorBed.PROVIDER_KEY));
                DoorBed bed = new DoorBed()
                        .provider("p", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                        .fallback("p")
                        .key("c", "anything")
                        .open()) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(answer.body())
                    .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + error
                            + "\",\"message\":\"The provider answered with status " + status
                            + ", and its error message cannot be read.\"},\"request_id\":\"req_of_the_provider\"}");
            RequestEntry entry = bed.entry();
            assertThat(entry.status()).isEqualTo(status);
            assertThat(entry.ending()).isEqualTo(error);
            assertThat(entry.end().problem()).contains("Content-Encoding: " + coding, "cannot decode");
        }
    }

    @Test
    void anErrorThatCannotBeUnpackedIsTriedAgainAsUsual() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    if (number == 1) {
                        FaultyProvider.respond(socket, 529, "Content-Encoding: br\r\n", "??");
                    } else {
                        FaultyProvider.respond(socket, 200, "", OK);
                    }
                });
                DoorBed bed = new DoorBed()
                        .provider("p", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                        .fallback("p")
                        .open()) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));
            assertThat(answer.body()).isEqualTo(OK);
        }
    }

    @Test
    void whatCannotBeUnpackedPassesAsWhatItIs() throws Exception {
        try (FaultyProvider provider =
                new FaultyProvider((self, socket, number) -> packed(socket, "application/json", "br", OK))) {
            HttpResponse<byte[]> answer = ask(provider, false, 0);
            assertThat(answer.body()).startsWith(0x1F, 0x8B);
            assertThat(answer.headers().allValues("content-encoding")).containsExactly("br");
        }
    }
}
