package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.providers.ProviderTimes;
import io.gatehouse.doors.messages.providers.Refusals;
import io.gatehouse.doors.messages.providers.RoutedModels.Route;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers that fail: what is tried again, and what the client is told.
class RelayFaultsTest {
    private static final String OK = "{\"type\":\"message\",\"stop_reason\":\"end_turn\",\"usage\":{}}";
    private static final String OVERLOADED =
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
    private static final ProviderTimes SHORT =
            new ProviderTimes(Duration.ofSeconds(5), Duration.ofMillis(400), Duration.ofMillis(400));

    private static DoorBed bed(FaultyProvider... providers) {
        DoorBed bed = new DoorBed();
        String[] names = new String[providers.length];
        for (int at = 0; at < providers.length; at++) {
            names[at] = "p" + at;
            bed.provider(names[at], providers[at].port(), SHORT, Refusals.NONE, false);
        }
        return bed.route(new Route("*", List.of(names), null)).open();
    }

    @ParameterizedTest
    @CsvSource({"529", "500", "429", "503", "408"})
    void whatMayPassIsAskedAgain(int status) throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    if (number < 3) {
                        FaultyProvider.respond(socket, status, "", OVERLOADED);
                    } else {
                        FaultyProvider.respond(socket, 200, "", OK);
                    }
                });
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(OK);
            assertThat(provider.bodies).hasSize(3).containsOnly(DoorBed.message("hi", false));
        }
    }

    @Test
    void theLastErrorReachesTheClientUnchanged() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) ->
                        FaultyProvider.respond(socket, 529, "request-id: req_p" + number + "\r\n", OVERLOADED));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(529);
            assertThat(answer.body()).isEqualTo(OVERLOADED);
            assertThat(answer.headers().firstValue("request-id")).contains("req_p3");
            assertThat(bed.entry().ending()).isEqualTo("overloaded_error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry-after: 60\r\n", "x-should-retry: false\r\n", "retry-after-ms: 9000\r\n"})
    void aProviderThatWantsToBeLeftAloneIs(String header) throws Exception {
        try (FaultyProvider provider = new FaultyProvider(
                        (self, socket, number) -> FaultyProvider.respond(socket, 429, header, OVERLOADED));
                DoorBed bed = bed(provider)) {
            assertThat(bed.post("/v1/messages", DoorBed.message("hi", false)).statusCode())
                    .isEqualTo(429);
            assertThat(provider.requests).hasValue(1);
        }
    }

    @Test
    void aRequestThatIsWrongIsNotRepeated() throws Exception {
        try (FaultyProvider provider =
                        new FaultyProvider((self, socket, number) -> FaultyProvider.respond(socket, 400, "", "{}"));
                DoorBed bed = bed(provider)) {
            assertThat(bed.post("/v1/messages", DoorBed.message("hi", false)).statusCode())
                    .isEqualTo(400);
            assertThat(provider.requests).hasValue(1);
        }
    }

    @Test
    void aConnectionThatBreaksBeforeAnyAnswerIsTriedAgain() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    if (number < 3) {
                        socket.close();
                    } else {
                        FaultyProvider.respond(socket, 200, "", OK);
                    }
                });
                DoorBed bed = bed(provider)) {
            assertThat(bed.post("/v1/messages", DoorBed.message("hi", false)).body())
                    .isEqualTo(OK);
        }
    }

    @Test
    void theNextProviderTakesOver() throws Exception {
        try (FaultyProvider first = new FaultyProvider((self, socket, number) ->
                        FaultyProvider.respond(socket, 529, "retry-after: 60\r\n", OVERLOADED));
                FaultyProvider second = new FaultyProvider((self, socket, number) -> self.hang());
                FaultyProvider third =
                        new FaultyProvider((self, socket, number) -> FaultyProvider.respond(socket, 200, "", OK));
                DoorBed bed = bed(first, second, third)) {
            assertThat(bed.post("/v1/messages", DoorBed.message("hi", false)).body())
                    .isEqualTo(OK);
            assertThat(first.requests).hasValue(1);
            assertThat(second.requests).hasValue(1);
            assertThat(bed.entry().provider()).isEqualTo("p2");
        }
    }

    @Test
    void nobodyThereIsToldWithTheProvidersName() throws Exception {
        FaultyProvider gone = new FaultyProvider((self, socket, number) -> self.hang());
        gone.close();
        try (DoorBed bed = bed(gone)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body())
                    .contains("\"type\":\"api_error\"", "The provider p0", "cannot connect")
                    .contains(answer.headers().firstValue("request-id").orElseThrow());
        }
    }

    @Test
    void aProviderThatIsSilentTimesOut() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> self.hang());
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("\"type\":\"timeout_error\"", "models.providers.p0");
            assertThat(provider.requests).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: ping\ndata: {\"type\": \"ping\"}\n\n",
                "event: ping\ndata: {\"type\": \"ping\"}\n\nevent: content_block_delta\ndata: {\"type\":\"cont"
            })
    void aStreamThatBreaksOffEndsWithAnErrorEvent(String sent) throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    FaultyProvider.chunk(socket, sent);
                    socket.close();
                });
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).startsWith(sent);
            assertThat(answer.body().substring(sent.length()))
                    .matches(
                            "\\n?event: error\\ndata: \\{\"type\":\"error\",\"error\":\\{\"type\":\"api_error\".*}\\n\\n");
            assertThat(bed.entry().ending()).isEqualTo("api_error");
            assertThat(provider.requests).hasValue(1);
        }
    }

    @Test
    void aStreamThatStallsEndsWithAnErrorEvent() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    FaultyProvider.chunk(socket, "event: ping\ndata: {}\n\n");
                    self.awaitClose(socket);
                });
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.body()).contains("event: error\ndata: ", "timeout_error");
            assertThat(provider.sawClose()).isTrue();
        }
    }

    @Test
    void aStreamThatGoesOnIsNotCutByTheTimeThatItMayBeSilent() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    for (int event = 0; event < 10; event++) {
                        FaultyProvider.chunk(socket, "event: ping\ndata: {}\n\n");
                        Thread.sleep(100);
                    }
                    FaultyProvider.write(socket, "0\r\n\r\n");
                });
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.body()).isEqualTo("event: ping\ndata: {}\n\n".repeat(10));
        }
    }

    @Test
    void whenTheClientGoesAwayTheProviderIsLeft() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    FaultyProvider.chunk(socket, "event: ping\ndata: {}\n\n");
                    self.awaitClose(socket);
                });
                DoorBed bed = new DoorBed()) {
            bed.provider("slow", provider.port(), ProviderTimes.DEFAULT, Refusals.NONE, false)
                    .fallback("slow")
                    .open();
            try (InputStream body = bed.stream(DoorBed.message("hi", true)).body()) {
                assertThat(new String(body.readNBytes(11), StandardCharsets.UTF_8))
                        .isEqualTo("event: ping");
            }
            assertThat(provider.sawClose()).isTrue();
            assertThat(bed.entry().ending()).isEqualTo("client_closed");
        }
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void aRedirectIsNeitherFollowedNorPassedOn(int status) throws Exception {
        String elsewhere = "location: https://elsewhere.example/?token=secret\r\n";
        try (FaultyProvider provider = new FaultyProvider(
                        (self, socket, number) -> FaultyProvider.respond(socket, status, elsewhere, "{}"));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.headers().firstValue("location")).isEmpty();
            assertThat(answer.body())
                    .contains("api_error", "The provider p0", "redirect (" + status + ")")
                    .doesNotContain("secret");
            assertThat(bed.entry().ending()).isEqualTo("api_error");
            assertThat(provider.requests).hasValue(1);
        }
    }

    @Test
    void whatHasNotChangedIsSaid() throws Exception {
        try (FaultyProvider provider = new FaultyProvider(
                        (self, socket, number) -> FaultyProvider.write(socket, "HTTP/1.1 304 X\r\netag: a\r\n\r\n"));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.send(bed.request("/v1/files/f/content")
                    .header("if-none-match", "a")
                    .GET());
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.headers().firstValue("etag")).contains("a");
        }
    }
}
