package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RoutedModels.ModelRoute;
import io.gatehouse.models.UnsupportedFeatures;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers that fail after they have begun to answer, but before the client has heard anything.
class LateFaultsTest {
    private static final String OK = "{\"type\":\"message\",\"stop_reason\":\"end_turn\",\"usage\":{}}";
    private static final String STREAM = "event: message_start\ndata: {\"type\":\"message_start\"}\n\n"
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private static DoorBed bed(FaultyProvider... providers) {
        DoorBed bed = new DoorBed();
        String[] names = new String[providers.length];
        for (int at = 0; at < providers.length; at++) {
            names[at] = "p" + at;
            bed.provider(names[at], providers[at].port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false);
        }
        return bed.route(new ModelRoute("*", List.of(names), null)).open();
    }

    private static FaultyProvider breaksOff(String begun) throws Exception {
        return new FaultyProvider((self, socket, number) -> {
            if (number < 3) {
                FaultyProvider.write(socket, "HTTP/1.1 200 OK\r\nrequest-id: req_" + number + "\r\n" + begun);
                socket.close();
            } else {
                FaultyProvider.respond(socket, 200, "request-id: req_3\r\n", OK);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-type: application/json\r\ncontent-length: 90\r\n\r\n",
                "content-type: application/json\r\ncontent-length: 90\r\n\r\n{\"type\":\"message\"",
                "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{\"\r\n"
            })
    void aWholeAnswerThatBreaksOffIsAskedForAgain(String begun) throws Exception {
        try (FaultyProvider provider = breaksOff(begun);
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", false));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(OK);
            assertThat(answer.headers().allValues("request-id")).containsExactly("req_3");
            assertThat(provider.requests).hasValue(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e\r\nevent: message\r\n"})
    void aStreamThatBreaksOffBeforeItsFirstEventIsAskedForAgain(String chunk) throws Exception {
        try (FaultyProvider provider =
                        breaksOff("content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n" + chunk);
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(OK);
            assertThat(answer.headers().allValues("request-id")).containsExactly("req_3");
        }
    }

    private static String error(String type) {
        return "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" + type
                + "\",\"message\":\"Sorry\"}}\n\n";
    }

    private static void stream(Socket socket, String events) throws Exception {
        FaultyProvider.events(socket);
        for (int at = 0; at < events.length(); at += 7) {
            FaultyProvider.chunk(socket, events.substring(at, Math.min(events.length(), at + 7)));
        }
        FaultyProvider.write(socket, "0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overloaded_error", "api_error", "rate_limit_error", "timeout_error"})
    void anErrorInThePlaceOfTheFirstEventIsNoAnswer(String type) throws Exception {
        try (FaultyProvider first = new FaultyProvider((self, socket, number) -> stream(socket, error(type)));
                FaultyProvider second = new FaultyProvider((self, socket, number) -> stream(socket, STREAM));
                DoorBed bed = bed(first, second)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(STREAM);
            assertThat(first.requests).hasValue(3);
            assertThat(second.requests).hasValue(1);
            assertThat(bed.entry().provider()).isEqualTo("p1");
        }
    }

    @Test
    void theLastErrorReachesTheClientAsItIs() throws Exception {
        try (FaultyProvider provider =
                        new FaultyProvider((self, socket, number) -> stream(socket, error("overloaded_error")));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(error("overloaded_error"));
            assertThat(provider.requests).hasValue(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event: error\r\ndata: {}\r\n\r\n", "data: []\n\n", ": comment\n\n", "", "data: cut"})
    void anyOtherBeginningPassesAsItIs(String events) throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> stream(socket, events));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(events);
            assertThat(provider.requests).hasValue(1);
        }
    }

    @Test
    void anErrorThatIsTheRequestsFaultIsNotRepeated() throws Exception {
        try (FaultyProvider provider =
                        new FaultyProvider((self, socket, number) -> stream(socket, error("invalid_request_error")));
                DoorBed bed = bed(provider)) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.body()).isEqualTo(error("invalid_request_error"));
            assertThat(provider.requests).hasValue(1);
        }
    }
}
