package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams that legacy clients take up again where their connection broke.
@Timeout(120)
class ResumeTest {
    private static final String HOLD =
            "{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"method\":\"tools/call\",\"params\":{\"name\":\"hold\"}}";
    private static final String CANCEL =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"h\"}}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"result\":{\"done\":1.10}}";

    private EndpointServer server;

    @BeforeEach
    void start() {
        server = started(Duration.ofMinutes(1));
    }

    private static EndpointServer started(Duration resumeFor) {
        return new EndpointServer(EndpointSettings.builder()
                .streamAfter(Duration.ofMillis(100))
                .resumeFor(resumeFor)
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LiveStream hold(String session, String... headers) {
        return server.open(server.request(headers)
                .header("Mcp-Session-Id", session)
                .POST(BodyPublishers.ofString(HOLD))
                .build());
    }

    private HttpRequest resume(String session, String event, String... headers) {
        return server.request(headers)
                .header("Mcp-Session-Id", session)
                .header("Last-Event-ID", event)
                .GET()
                .build();
    }

    private LiveStream listen(String session) {
        return server.open(server.request("Mcp-Session-Id", session).GET().build());
    }

    private static Notification progress(int step) {
        return Notification.of(Method.PROGRESS, "{\"progressToken\":1,\"progress\":" + step + "}");
    }

    private static String progressed(int step) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1,\"progress\":"
                + step + "}}";
    }

    private static String lastId(LiveStream stream) {
        Waiting.until(() -> !stream.ids().isEmpty());
        return stream.ids().getLast();
    }

    /// Steps of progress that the client reads before it leaves, and the id of the last.
    private String left(Exchange call, LiveStream stream, int steps) {
        for (int step = 1; step <= steps; step++) {
            call.notify(progress(step));
            assertThat(stream.next()).isEqualTo(progressed(step));
        }
        String id = lastId(stream);
        stream.close();
        return id;
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
    void aCallGoesOnAndEveryLaterEventComesOnceInOrder(String revision) throws Exception {
        String session = server.initialize(revision, "{}");
        LiveStream first = hold(session);
        Exchange call = server.handler.held.take();
        String id = left(call, first, 2);
        call.notify(progress(3));
        call.notify(progress(4));
        try (LiveStream second = server.open(resume(session, id))) {
            assertThat(second.next()).isEqualTo(progressed(3));
            assertThat(second.next()).isEqualTo(progressed(4));
            call.notify(progress(5));
            assertThat(second.next()).isEqualTo(progressed(5));
            call.respond(Response.result("{\"done\":1.10}"));
            assertThat(second.next()).isEqualTo(ANSWER);
            assertThat(second.next()).isEqualTo(LiveStream.END);
        }
        try (LiveStream again = server.open(resume(session, id))) {
            for (int step = 3; step <= 5; step++) {
                assertThat(again.next()).isEqualTo(progressed(step));
            }
            assertThat(again.next()).isEqualTo(ANSWER);
            assertThat(again.next()).isEqualTo(LiveStream.END);
        }
        assertThat(server.handler.cancelled).isEmpty();
    }

    @Test
    void anAnswerThatCameWhileNobodyListenedIsThere() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        String id = lastId(first);
        first.close();
        server.handler.held.take().respond(Response.result("{\"done\":1.10}"));
        try (LiveStream second = server.open(resume(session, id))) {
            assertThat(second.next()).isEqualTo(ANSWER);
            assertThat(second.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void aQuestionThatTheClientMissedComesAgain() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        LiveStream first = hold(session);
        Exchange call = server.handler.held.take();
        String id = lastId(first);
        first.close();
        call.ask(Request.of("1", Method.ELICIT, "{}"), server.handler.answers::add);
        try (LiveStream second = server.open(resume(session, id))) {
            String question = SessionTest.asked(second.next());
            server.post("{\"jsonrpc\":\"2.0\",\"id\":" + question + ",\"result\":{}}", "Mcp-Session-Id", session);
            assertThat(server.handler.answers.take().failed()).isFalse();
        }
    }

    @Test
    void whoDoesNotComeBackHasTheCallCancelled() throws Exception {
        try (EndpointServer hasty = started(Duration.ofMillis(300))) {
            String session = hasty.initialize("2025-11-25", "{}");
            long before = System.nanoTime();
            hasty.open(hasty.request("Mcp-Session-Id", session)
                            .POST(BodyPublishers.ofString(HOLD))
                            .build())
                    .close();
            assertThat(hasty.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("\"h\"");
            assertThat(System.nanoTime() - before)
                    .isGreaterThan(Duration.ofMillis(300).toNanos());
            Waiting.until(() -> hasty.endpoint.resumable() == 0);
            assertThat(hasty.endpoint.resumableBytes()).isZero();
        }
    }

    @Test
    void aClientThatLeavesBeforeTheStreamBeginsDoesNotCancel() throws Exception {
        try (EndpointServer slow = new EndpointServer(
                EndpointSettings.builder().resumeFor(Duration.ofMillis(600)).build())) {
            String session = slow.initialize("2025-11-25", "{}");
            try (Socket socket = new Socket("127.0.0.1", slow.port())) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Accept: application/json, text/event-stream\r\nMcp-Session-Id: " + session
                                + "\r\nContent-Length: " + HOLD.length() + "\r\n\r\n" + HOLD)
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                slow.handler.held.take();
            }
            assertThat(slow.handler.cancelled.poll(300, TimeUnit.MILLISECONDS)).isNull();
            assertThat(slow.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("\"h\"");
            assertThat(slow.endpoint.resumable()).isZero();
        }
    }

    @Test
    void onlyTheNotificationCancelsAtOnce() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        String id = lastId(first);
        first.close();
        server.handler.held.take();
        server.post(CANCEL, "Mcp-Session-Id", session);
        assertThat(server.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("\"h\"");
        try (LiveStream second = server.open(resume(session, id))) {
            assertThat(second.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void withoutTimeToResumeADisconnectCancelsAndNoEventHasAnId() throws Exception {
        try (EndpointServer strict = started(Duration.ZERO)) {
            String session = strict.initialize("2025-11-25", "{}");
            LiveStream stream = strict.open(strict.request("Mcp-Session-Id", session)
                    .POST(BodyPublishers.ofString(HOLD))
                    .build());
            strict.handler.held.take().notify(progress(1));
            assertThat(stream.next()).isEqualTo(progressed(1));
            assertThat(stream.ids()).isEmpty();
            stream.close();
            assertThat(strict.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("\"h\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-06-18", "2025-11-25"})
    void onlyClientsThatKnowItGetAnEventWithoutData(String revision) throws Exception {
        String session = server.initialize(revision, "{}");
        try (LiveStream stream = hold(session)) {
            Exchange call = server.handler.held.take();
            call.notify(progress(1));
            assertThat(stream.next()).isEqualTo(progressed(1));
            assertThat(stream.ids()).hasSize(revision.equals("2025-11-25") ? 2 : 1);
        }
    }

    @Test
    void theStreamOfAGetResumesToo() {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = listen(session);
        server.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
        assertThat(first.next()).contains("tools/list_changed");
        String id = lastId(first);
        first.close();
        server.handler.publish(Notification.of(Method.PROMPTS_CHANGED, null));
        try (LiveStream second = server.open(resume(session, id))) {
            assertThat(second.next()).contains("prompts/list_changed");
            server.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
            assertThat(second.next()).contains("tools/list_changed");
            assertThat(server.handler.subscribers).hasSize(1);
        }
    }

    @Test
    void messagesGoToAStreamThatIsConnected() {
        String session = server.initialize("2025-11-25", "{}");
        try (LiveStream first = listen(session)) {
            listen(session).close();
            assertThat(IntStream.range(0, 200)
                            .mapToObj(count -> {
                                server.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
                                return first.poll(100);
                            })
                            .anyMatch(Objects::nonNull))
                    .isTrue();
        }
    }

    @Test
    void aStreamOfWhichTheClientKnowsNoEventEndsWithItsConnection() {
        String session = server.initialize("2025-06-18", "{}");
        listen(session).close();
        Waiting.until(() -> server.endpoint.resumable() == 0 && server.handler.subscribers.isEmpty());
    }

    @Test
    void streamsToWhichNobodyIsConnectedEndFirst() {
        String session = server.initialize("2025-11-25", "{}");
        try (LiveStream stays = listen(session)) {
            for (int count = 0; count < 10; count++) {
                LiveStream brief = listen(session);
                lastId(brief);
                brief.close();
                Waiting.until(() -> server.endpoint.streams() == 1);
            }
            assertThat(stays.poll(200)).isNull();
        }
    }

    @Test
    void aGapIsToldAndNotPassedOver() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        Exchange call = server.handler.held.take();
        String id = left(call, first, 1);
        for (int step = 2; step <= 301; step++) {
            call.notify(progress(step));
        }
        Waiting.until(() -> server.endpoint.resumableBytes() > 0);
        try (LiveStream second = server.open(resume(session, id))) {
            assertThat(second.next()).contains("notifications/message").contains("not kept any more");
            for (int step = 46; step <= 301; step++) {
                assertThat(second.next()).isEqualTo(progressed(step));
            }
        }
    }

    @Test
    void anAnswerThatIsTooLargeToKeepIsToldToBeDone() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        String id = lastId(first);
        first.close();
        server.handler.held.take().respond(Response.result("{\"x\":\"" + "y".repeat(2 << 20) + "\"}"));
        try (LiveStream second = server.open(resume(session, id))) {
            assertThat(second.next())
                    .contains("\"id\":\"h\"")
                    .contains("\"outcome\":\"done\"")
                    .contains("not kept");
            assertThat(second.next()).isEqualTo(LiveStream.END);
        }
        assertThat(server.endpoint.resumableBytes()).isZero();
    }

    @Test
    void anAnswerThatIsNotThereAnyMoreIsAnErrorOfItsRequest() throws Exception {
        SessionTokens tokens = SessionTokens.inMemory(TokenSettings.DEFAULT);
        EndpointSettings settings = EndpointSettings.builder()
                .streamAfter(Duration.ofMillis(100))
                .resumeFor(Duration.ofMillis(200))
                .build();
        try (EndpointServer one = new EndpointServer(settings, tokens);
                EndpointServer two = new EndpointServer(settings, tokens)) {
            String session = one.initialize("2025-11-25", "{}");
            LiveStream first = one.open(one.request("Mcp-Session-Id", session)
                    .POST(BodyPublishers.ofString(HOLD))
                    .build());
            String id = lastId(first);
            first.close();
            assertThat(one.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("\"h\"");
            Waiting.until(() -> one.endpoint.resumable() == 0);
            for (EndpointServer each : List.of(one, two)) {
                try (LiveStream late = each.open(each.request("Mcp-Session-Id", session, "Last-Event-ID", id)
                        .GET()
                        .build())) {
                    assertThat(late.next()).contains("\"id\":\"h\"").contains("sent_outcome_unknown");
                    assertThat(late.next()).isEqualTo(LiveStream.END);
                }
            }
        }
    }

    @Test
    void aListeningClientThatComesTooLateListensAgainAndKnowsIt() {
        try (EndpointServer hasty = started(Duration.ofMillis(200))) {
            String session = hasty.initialize("2025-11-25", "{}");
            HttpRequest get = hasty.request("Mcp-Session-Id", session).GET().build();
            LiveStream first = hasty.open(get);
            String id = lastId(first);
            first.close();
            Waiting.until(() -> hasty.endpoint.resumable() == 0 && hasty.handler.subscribers.isEmpty());
            try (LiveStream second = hasty.open(hasty.request("Mcp-Session-Id", session, "Last-Event-ID", id)
                    .GET()
                    .build())) {
                assertThat(second.next()).contains("not kept any more");
                hasty.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
                assertThat(second.next()).contains("tools/list_changed");
            }
        }
    }

    @Test
    void anIdOpensForItsOwnSessionCallerAndToolsetOnly() throws Exception {
        String session = server.initialize("2025-11-25", "{}", "X-Caller", "ann");
        String other = server.initialize("2025-11-25", "{}", "X-Caller", "ann");
        String foreign = server.initialize("2025-11-25", "{}", "X-Caller", "bob");
        LiveStream stream = hold(session, "X-Caller", "ann");
        String id = left(server.handler.held.take(), stream, 1);
        assertThat(refused(resume(other, id, "X-Caller", "ann"))).isEqualTo(400);
        assertThat(refused(resume(foreign, id, "X-Caller", "bob"))).isEqualTo(400);
        assertThat(refused(resume(session, id, "X-Caller", "bob"))).isEqualTo(404);
        HttpRequest elsewhere = HttpRequest.newBuilder(resume(session, id, "X-Caller", "ann"), (name, value) -> true)
                .uri(URI.create("http://127.0.0.1:" + server.port() + "/mcp/other"))
                .build();
        assertThat(refused(elsewhere)).isEqualTo(404);
        for (int at = 0; at < id.length(); at += 3) {
            char changed = id.charAt(at) == 'A' ? 'B' : 'A';
            String forged = id.substring(0, at) + changed + id.substring(at + 1);
            assertThat(refused(resume(session, forged, "X-Caller", "ann")))
                    .as(forged)
                    .isEqualTo(400);
        }
        for (String forged : new String[] {session, "1", id + id, "0".repeat(2_000), id + "="}) {
            assertThat(refused(resume(session, forged, "X-Caller", "ann"))).isEqualTo(400);
        }
    }

    private int refused(HttpRequest request) {
        HttpResponse<String> response = server.send(request);
        assertThat(response.body()).contains("\"error\"").doesNotContain("progress");
        return response.statusCode();
    }

    @Test
    void ofTwoResumptionsTheLaterGoesOn() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        Exchange call = server.handler.held.take();
        String id = left(call, first, 1);
        call.notify(progress(2));
        try (LiveStream second = server.open(resume(session, id))) {
            assertThat(second.next()).isEqualTo(progressed(2));
            try (LiveStream third = server.open(resume(session, id))) {
                assertThat(second.next()).isEqualTo(LiveStream.END);
                assertThat(third.next()).isEqualTo(progressed(2));
                call.notify(progress(3));
                assertThat(third.next()).isEqualTo(progressed(3));
            }
        }
        assertThat(server.handler.cancelled).isEmpty();
    }

    @Test
    void ofManyResumptionsAtATimeOneGoesOnAndNoneGetsAnEventTwice() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        Exchange call = server.handler.held.take();
        String id = left(call, first, 1);
        List<CompletableFuture<List<String>>> all = new ArrayList<>();
        for (int count = 0; count < 16; count++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                List<String> heard = new ArrayList<>();
                try (LiveStream stream = server.open(resume(session, id))) {
                    for (String event = stream.await(); !event.equals(LiveStream.END); event = stream.await()) {
                        heard.add(event);
                    }
                }
                return heard;
            }));
        }
        for (int step = 2; step <= 100; step++) {
            call.notify(progress(step));
        }
        Waiting.until(
                () -> all.stream().filter(CompletableFuture::isDone).count() == 15 && server.endpoint.streams() == 1);
        call.respond(Response.result("{\"done\":1.10}"));
        int whole = 0;
        for (CompletableFuture<List<String>> one : all) {
            List<String> heard = one.get(20, TimeUnit.SECONDS);
            assertThat(new HashSet<>(heard)).hasSameSizeAs(heard);
            List<String> expected = new ArrayList<>(IntStream.rangeClosed(2, 100)
                    .mapToObj(ResumeTest::progressed)
                    .toList());
            expected.add(ANSWER);
            assertThat(heard).isEqualTo(expected.subList(0, heard.size()));
            whole += heard.size() == 100 ? 1 : 0;
        }
        assertThat(whole).isEqualTo(1);
    }

    @Test
    void aClientThatReconnectsThousandsOfTimesHoldsNoMore() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        Exchange call = server.handler.held.take();
        String id = left(call, first, 1);
        call.notify(progress(2));
        for (int count = 0; count < 3_000; count++) {
            try (LiveStream next = server.open(resume(session, id))) {
                assertThat(next.status()).isEqualTo(200);
            }
        }
        assertThat(server.endpoint.resumable()).isEqualTo(1);
        assertThat(server.endpoint.resumableBytes()).isLessThan(2_000);
        Waiting.until(() -> server.endpoint.streams() <= 1);
        try (LiveStream last = server.open(resume(session, id))) {
            assertThat(last.next()).isEqualTo(progressed(2));
            call.respond(Response.result("{\"done\":1.10}"));
            assertThat(last.next()).isEqualTo(ANSWER);
        }
    }

    @Test
    void nothingOfAnEndedSessionIsKept() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        LiveStream first = hold(session);
        String id = left(server.handler.held.take(), first, 1);
        server.send(server.request("Mcp-Session-Id", session).DELETE().build());
        assertThat(server.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("\"h\"");
        assertThat(server.send(resume(session, id)).statusCode()).isEqualTo(404);
        Waiting.until(() -> server.endpoint.resumable() == 0 && server.endpoint.resumableBytes() == 0);
    }

    @Test
    void whatIsKeptOfAllStreamsIsBounded() throws Exception {
        long most = Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);
        String large = "{\"x\":\"" + "y".repeat(1_000_000) + "\"}";
        String session = server.initialize("2025-11-25", "{}");
        for (int count = 0; count < 100; count++) {
            try (LiveStream stream = hold(session)) {
                server.handler.held.take().respond(Response.result(large));
                assertThat(stream.next()).contains("yyy");
                assertThat(server.endpoint.resumableBytes()).isLessThanOrEqualTo(most);
            }
        }
        assertThat(server.endpoint.resumableBytes()).isGreaterThan(1_000_000);
    }

    @Test
    void callsWithLargeRequestsGoOnOnlyWhileThereIsRoom() throws Exception {
        long most = Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);
        String large = HOLD.replace("{\"name\"", "{\"x\":\"" + "y".repeat(4 << 20) + "\",\"name\"");
        String session = server.initialize("2025-11-25", "{}");
        for (int count = 0; count < 40 && server.handler.cancelled.isEmpty(); count++) {
            server.open(server.request("Mcp-Session-Id", session)
                            .POST(BodyPublishers.ofString(large))
                            .build())
                    .close();
            server.handler.held.take();
            assertThat(server.endpoint.resumableBytes()).isLessThanOrEqualTo(most);
        }
        assertThat(server.handler.cancelled.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(server.endpoint.resumable()).isPositive();
    }

    @Test
    void finishedAnswersOfASessionMakeRoomForOthers() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"progress\"}}";
        for (int count = 0; count < 200; count++) {
            server.post(call, "Mcp-Session-Id", session);
        }
        assertThat(server.endpoint.resumable()).isEqualTo(128);
        LiveStream held = hold(session);
        assertThat(lastId(held)).isNotEmpty();
        held.close();
        assertThat(server.handler.cancelled.poll(500, TimeUnit.MILLISECONDS)).isNull();
    }
}
