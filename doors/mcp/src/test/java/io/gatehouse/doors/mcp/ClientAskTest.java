package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a legacy client is asked in the middle of its requests.
@Timeout(60)
class ClientAskTest {
    private static final String ASK =
            "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"tools/call\",\"params\":{\"name\":\"ask\"}}";

    /// Longer than any test waits: at its end a question is withdrawn whatever else happened.
    private static final Duration NO_DEADLINE = Duration.ofMinutes(5);

    private EndpointServer server;

    @BeforeEach
    void start() {
        server = new EndpointServer(EndpointSettings.builder()
                .streamAfter(Duration.ofMillis(500))
                .resumeFor(Duration.ofMillis(500))
                .askDeadline(NO_DEADLINE)
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAskIsAnsweredInItsOwnSessionOnly() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        String other = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        HttpRequest call = server.request("Mcp-Session-Id", session)
                .POST(BodyPublishers.ofString(ASK))
                .build();
        try (LiveStream stream = server.open(call)) {
            String id = SessionTest.asked(stream.next());
            String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"accept\"}}";
            assertThat(server.post(answer, "Mcp-Session-Id", other).statusCode())
                    .isEqualTo(202);
            assertThat(server.post(answer).statusCode()).isEqualTo(202);
            assertThat(server.handler.answers).isEmpty();
            assertThat(server.post(answer, "Mcp-Session-Id", session).statusCode())
                    .isEqualTo(202);
            assertThat(stream.next()).contains("\"id\":\"q\"").contains("\"action\":\"accept\"");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
            assertThat(server.post(answer, "Mcp-Session-Id", session).statusCode())
                    .isEqualTo(202);
            assertThat(server.handler.answers).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | did not declare the capability elicitation",
                "{\"elicitation\":{\"url\":{}}} | elicitation.form"
            })
    void aClientIsNotAskedWhatItDidNotDeclare(String capabilities, String reason) {
        String session = server.initialize("2025-11-25", capabilities);
        assertThat(server.post(ASK, "Mcp-Session-Id", session).body()).contains(reason);
    }

    @Test
    void whoHasNoSessionOrStreamIsNotAsked() {
        assertThat(server.post(ASK).body()).contains("without a session");
        assertThat(server.modern("tools/call", "\"name\":\"ask\"", "Mcp-Name", "ask")
                        .body())
                .contains("without a session");
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        assertThat(server.post(ASK, "Mcp-Session-Id", session, "Accept", "application/json")
                        .body())
                .contains("does not accept an event stream");
    }

    @Test
    void anAskEndsWithItsRequest() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        LiveStream stream = server.open(server.request("Mcp-Session-Id", session)
                .POST(BodyPublishers.ofString(ASK))
                .build());
        SessionTest.asked(stream.next());
        stream.close();
        Response answer = server.handler.answers.poll(20, TimeUnit.SECONDS);
        assertThat(Objects.requireNonNull(answer).failed()).isTrue();
    }

    @Test
    void cancellingARequestEndsItsAskWithoutAnAnswer() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        try (LiveStream stream = server.open(server.request("Mcp-Session-Id", session)
                .POST(BodyPublishers.ofString(ASK))
                .build())) {
            SessionTest.asked(stream.next());
            server.post(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"q\"}}",
                    "Mcp-Session-Id",
                    session);
            assertThat(server.handler.answers.take().failed()).isTrue();
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void anUnansweredAskIsWithdrawnWhenItsRequestIsAnswered() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        try (LiveStream stream = server.open(hold(session))) {
            Exchange held = server.handler.held.take();
            held.ask(Request.of("1", Method.ELICIT, "{}"), server.handler.answers::add);
            String id = SessionTest.asked(stream.next());
            held.respond(Response.result("{}"));
            assertThat(stream.next()).contains("notifications/cancelled").contains("\"requestId\":" + id);
            assertThat(stream.next()).contains("\"result\":{}");
            assertThat(server.handler.answers.take().failed()).isTrue();
        }
    }

    @Test
    void aQuestionThatTheServerWithdrawsIsWithdrawnUnderTheIdThatTheClientKnows() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        try (LiveStream stream = server.open(hold(session))) {
            Exchange held = server.handler.held.take();
            held.ask(Request.of("1", Method.ELICIT, "{}"), server.handler.answers::add);
            String id = SessionTest.asked(stream.next());
            held.notify(Notification.of(Method.CANCELLED, "{\"requestId\":2}"));
            held.notify(Notification.of(Method.CANCELLED, "{\"requestId\":1}"));
            assertThat(stream.next()).contains("notifications/cancelled").contains("\"requestId\":" + id);
            assertThat(server.handler.answers.take().errorMessage()).contains("withdrawn");
            held.respond(Response.result("{}"));
            assertThat(stream.next()).contains("\"result\":{}");
        }
    }

    @Test
    void aQuestionOfNoCallIsAskedOnTheStreamThatThereIsAndOutlivesItsCall() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        try (LiveStream stream = server.open(hold(session))) {
            Exchange held = server.handler.held.take();
            Peer.Session asker = Objects.requireNonNull(held.peer().session());
            asker.ask(Request.of("1", Method.ELICIT, "{}"), server.handler.answers::add);
            String id = SessionTest.asked(stream.next());
            held.respond(Response.result("{}"));
            assertThat(stream.next()).contains("\"result\":{}");
            assertThat(server.handler.answers).isEmpty();
            server.post(
                    "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"accept\"}}",
                    "Mcp-Session-Id",
                    session);
            assertThat(server.handler.answers.take().failed()).isFalse();
            asker.ask(Request.of("2", Method.ELICIT, "{}"), server.handler.answers::add);
            assertThat(server.handler.answers.take().errorMessage()).contains("keeps no event stream open");
        }
    }

    @Test
    void aQuestionOfNoCallThatTheServerWithdrawsIsWithdrawnOnTheStreamThatThereIs() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        try (LiveStream stream = server.open(hold(session))) {
            Exchange held = server.handler.held.take();
            Peer.Session asker = Objects.requireNonNull(held.peer().session());
            asker.ask(Request.of("1", Method.ELICIT, "{}"), server.handler.answers::add);
            String id = SessionTest.asked(stream.next());
            asker.notify(Notification.of(Method.CANCELLED, "{\"requestId\":2}"));
            asker.notify(Notification.of(Method.CANCELLED, "{\"requestId\":1}"));
            assertThat(stream.next()).contains("notifications/cancelled").contains("\"requestId\":" + id);
            assertThat(server.handler.answers.take().errorMessage()).contains("withdrawn");
            held.respond(Response.result("{}"));
            assertThat(stream.next()).contains("\"result\":{}");
        }
    }

    private HttpRequest hold(String session) {
        return server.request("Mcp-Session-Id", session)
                .POST(BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{\"name\":\"hold\"}}"))
                .build();
    }

    @Test
    void anAskHasADeadline() throws Exception {
        try (EndpointServer hasty = new EndpointServer(
                EndpointSettings.builder().askDeadline(Duration.ofMillis(200)).build())) {
            String session = hasty.initialize("2025-11-25", "{\"elicitation\":{}}");
            try (LiveStream stream = hasty.open(hasty.request("Mcp-Session-Id", session)
                    .POST(BodyPublishers.ofString(ASK))
                    .build())) {
                SessionTest.asked(stream.next());
                assertThat(stream.next()).contains("did not answer within");
                assertThat(hasty.handler.answers.take().errorCode()).isEqualTo(ErrorCode.NOT_ANSWERED);
            }
        }
    }
}
