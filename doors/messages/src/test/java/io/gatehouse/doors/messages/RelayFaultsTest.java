package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ErrorHandler;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RoutedModels.ModelRoute;
import io.gatehouse.models.UnsupportedFeatures;
import java.io.InputStream;
import java.net.http.HttpRequest;
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
    private static final ProviderTimes SHORT = new ProviderTimes(Duration.ofMillis(400), Duration.ofMillis(400));

    private static DoorBed bed(FaultyProvider... providers) {
        DoorBed bed = new DoorBed();
        String[] names = new String[providers.length];
        for (int at = 0; at < providers.length; at++) {
            names[at] = "p" + at;
            bed.provider(names[at], providers[at].port(), SHORT, UnsupportedFeatures.NONE, false);
        }
        return bed.route(new ModelRoute("*", List.of(names), null)).open();
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

    @Test
    void callersHearNothingOfTheAccountThatTheKeyOfTheGatewayBelongsTo() throws Exception {
        String told = "anthropic-organization-id: org-1\r\nx-org-name: us\r\nServer: proxy\r\nRefresh: 1\r\n"
                + "Content-Disposition: attachment\r\nContent-Security-Policy: sandbox\r\nLocation: /else\r\n"
                + "anthropic-ratelimit-tokens-remaining: 5\r\nx-should-retry: false\r\nretry-after: 60\r\n"
                + "request-id: req_p\r\n";
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"Wrong key "
                + DoorBed.PROVIDER_KEY + "\"}}";
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) ->
                        FaultyProvider.respond(socket, number == 1 ? 200 : 401, told, number == 1 ? OK : error));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> good = bed.post("/v1/messages", DoorBed.message("hi", false));
            HttpResponse<String> refused = bed.post("/v1/messages", DoorBed.message("hi", false));
            assertThat(good.body()).isEqualTo(OK);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo(error.replace(DoorBed.PROVIDER_KEY, "***"));
            for (HttpResponse<String> answer : List.of(good, refused)) {
                assertThat(answer.headers().map())
                        .containsKeys(
                                "request-id", "retry-after", "x-should-retry", "anthropic-ratelimit-tokens-remaining")
                        .doesNotContainKeys(
                                "anthropic-organization-id",
                                "x-org-name",
                                "server",
                                "refresh",
                                "location",
                                "content-disposition",
                                "content-security-policy");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event: error\n", "", "id: 7\r\nevent:error\r\n"})
    void anErrorInTheMiddleOfAStreamDoesNotRepeatTheKeyOfTheGateway(String name) throws Exception {
        String before = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
        String error = name + "data: {\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":"
                + "\"Wrong key " + DoorBed.PROVIDER_KEY + "\"}}\n\n";
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    FaultyProvider.chunk(socket, before);
                    int half = error.indexOf(DoorBed.PROVIDER_KEY) + 5;
                    FaultyProvider.chunk(socket, error.substring(0, half));
                    FaultyProvider.chunk(socket, error.substring(half));
                    FaultyProvider.write(socket, "0\r\n\r\n");
                });
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.body()).isEqualTo(before + error.replace(DoorBed.PROVIDER_KEY, "***"));
            assertThat(bed.entry().ending()).isEqualTo("authentication_error");
        }
    }

    @Test
    void whatOperatorsAreToldOfABrokenStreamIsInTheLogAndNotInTheAnswer() throws Exception {
        ApiError told = ApiError.permission("The platform does not allow it.").withProblem("It said: account 42.");
        Headers events = Headers.of(new Header("content-type", "text/event-stream"));
        Provider platform = new Provider() {
            @Override
            public String name() {
                return "platform";
            }

            @Override
            public ClientCall send(ModelRequest request, ResponseHandler answer) {
                Thread.ofVirtual().start(() -> {
                    answer.head(200, events);
                    answer.piece("event: ping\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
                    ((ErrorHandler) answer).broken(told);
                });
                return new SilentCall();
            }
        };
        try (DoorBed bed = new DoorBed()
                .provider(platform)
                .fallback("platform")
                .key("ci", "key-of-ci")
                .open()) {
            HttpResponse<String> answer = bed.send(bed.request("/v1/messages")
                    .setHeader("x-api-key", "key-of-ci")
                    .POST(HttpRequest.BodyPublishers.ofString(DoorBed.message("hi", true))));
            assertThat(answer.body())
                    .startsWith("event: ping\n")
                    .contains("event: error\n", "permission_error", "The platform does not allow it.")
                    .doesNotContain("42");
            RequestEntry.End end = bed.entry().end();
            assertThat(end.reason()).isEqualTo("permission_error");
            assertThat(end.problem()).isEqualTo("It said: account 42.");
            assertThat(end.remedy()).isNull();
        }
    }

    /// A call that nobody can do anything to.
    private static final class SilentCall implements ClientCall {
        @Override
        public void cancel() {}

        @Override
        public void extend(Duration total) {}

        @Override
        public void pause() {}

        @Override
        public void resume() {}
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
            assertThat(bed.entry().end())
                    .as("operators find in the log what was found, not what the client was told")
                    .satisfies(end -> assertThat(end.problem()).startsWith("It failed with: "))
                    .satisfies(end -> assertThat(end.remedy()).startsWith("Check its url"));
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
            bed.provider("slow", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
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
