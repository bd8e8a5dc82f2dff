package io.gatehouse.doors.mcp.stdio;

import static io.gatehouse.doors.mcp.stdio.LineClient.modern;
import static io.gatehouse.doors.mcp.stdio.LineClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A relay whose gateway stops, moves, or forgets the session.
class StdioRelayRenewalTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final AtomicReference<Gateways.Found> running = new AtomicReference<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private StdioRelay relay;

    @AfterEach
    void end() {
        relay.end();
        engine.close();
    }

    private void relay(Duration patience) {
        relay = new StdioRelay(
                running::get,
                engine,
                StdioSettings.DEFAULT,
                message -> heard.add(new String(message, StandardCharsets.UTF_8)),
                patience);
    }

    private void send(String message) throws Exception {
        relay.receive(Slice.of(message));
    }

    private void initialize(String capabilities) throws Exception {
        send(request(
                1,
                "initialize",
                "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}"));
        assertThat(hear("\"id\":1,")).contains("2025-06-18");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    private static String call(int id, String tool) {
        return request(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"hello\"}}");
    }

    private String hear(String... parts) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() < deadline) {
            for (String message : heard) {
                if (List.of(parts).stream().allMatch(message::contains)) {
                    return message;
                }
            }
            LockSupport.parkNanos(2_000_000);
        }
        throw new AssertionError("nothing like it came: " + heard);
    }

    @Test
    void anotherGatewayThatCannotOpenTheSessionBeginsOneInItsPlace() throws Exception {
        try (RelayedEndpoint first = new RelayedEndpoint();
                RelayedEndpoint second = new RelayedEndpoint()) {
            running.set(first.found());
            relay(LONG);
            initialize("{}");
            send(request(2, "logging/setLevel", "{\"level\":\"debug\"}"));
            hear("\"id\":2,", "result");
            running.set(second.found());
            first.close();

            send(call(3, "talk"));

            hear("\"id\":3,", "done");
            hear("notifications/message", "quiet");
            assertThat(second.endpoint.sessions()).isEqualTo(1);
            assertThat(second.endpoint.streams()).isEqualTo(1);
            relay.end();
            assertThat(second.endpoint.sessions()).isZero();
        }
    }

    @Test
    void aSessionThatTheSameGatewayEndedIsBegunAgain() throws Exception {
        try (RelayedEndpoint gateway = new RelayedEndpoint()) {
            running.set(gateway.found());
            relay(LONG);
            initialize("{}");
            send(call(2, "echo"));
            hear("\"id\":2,", "hello");
            gateway.endpoint.endSessions(caller -> true);

            send(call(3, "echo"));

            hear("\"id\":3,", "hello");
            assertThat(heard).noneMatch(message -> message.contains("error"));
        }
    }

    @Test
    void aHandshakeWaitsForTheGateway() throws Exception {
        try (RelayedEndpoint gateway = new RelayedEndpoint()) {
            relay(LONG);
            engine.timers().after(Duration.ofMillis(300), () -> running.set(gateway.found()));
            initialize("{}");
            send(call(2, "echo"));
            hear("\"id\":2,", "hello");
        }
    }

    @Test
    void withoutAGatewayRequestsFailInTimeAndNameTheRemedy() throws Exception {
        relay(Duration.ofMillis(300));
        send(modern(2, "tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"hello\"}"));
        assertThat(hear("\"id\":2,")).contains("\"isError\":true", "`gatehouse up`", "\"outcome\":\"not_sent\"");
        send(modern(3, "tools/list", ""));
        assertThat(hear("\"id\":3,")).contains("\"error\"", "`gatehouse up`", "\"outcome\":\"not_sent\"");
        send(modern(4, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));
        assertThat(hear("\"id\":4,")).contains("\"error\"", "`gatehouse up`");
        try (RelayedEndpoint gateway = new RelayedEndpoint()) {
            running.set(gateway.found());
            for (int id = 5; heard.stream().noneMatch(message -> message.contains("\"tools\":[")); id++) {
                send(modern(id, "tools/list", ""));
                hear("\"id\":" + id + ",");
            }
        }
    }

    @Test
    void aGatewayThatRefusesIsNotWaitedFor() throws Exception {
        try (RelayedEndpoint first = new RelayedEndpoint();
                RelayedEndpoint second = new RelayedEndpoint()) {
            running.set(first.found());
            relay(LONG);
            initialize("{}");
            second.refuse();
            running.set(second.found());
            first.close();
            long before = System.nanoTime();
            send(call(2, "echo"));
            assertThat(hear("\"id\":2,")).contains("There is no toolset here.", "\"outcome\":\"not_sent\"");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG.dividedBy(2));
        }
    }

    @Test
    void whatAGoneGatewayHasAskedIsWithdrawn() throws Exception {
        try (RelayedEndpoint first = new RelayedEndpoint();
                RelayedEndpoint second = new RelayedEndpoint()) {
            running.set(first.found());
            relay(LONG);
            initialize("{\"elicitation\":{}}");
            send(call(2, "ask"));
            String question = hear("elicitation/create");
            String id = question.replaceFirst(".*\"id\":(\"[^\"]*\").*", "$1");
            running.set(second.found());
            first.close();

            assertThat(hear("\"id\":2,")).contains("\"outcome\":\"sent_outcome_unknown\"");
            hear("notifications/cancelled", id);
            send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"decline\"}}");
            send(call(3, "echo"));
            hear("\"id\":3,", "hello");
        }
    }

    @Test
    void aRequestThatWaitsCanBeCancelled() throws Exception {
        relay(LONG);
        send(call(2, "echo"));
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
        try (RelayedEndpoint gateway = new RelayedEndpoint()) {
            running.set(gateway.found());
            send(modern(3, "tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"hello\"}"));
            hear("\"id\":3,", "hello");
            assertThat(heard).noneMatch(message -> message.contains("\"id\":2,"));
        }
    }

    @Test
    void aSubscriptionIsOpenedAgainUnlessTheGatewayThatStillServesEndsIt() throws Exception {
        try (RelayedEndpoint first = new RelayedEndpoint();
                RelayedEndpoint second = new RelayedEndpoint()) {
            running.set(first.found());
            relay(LONG);
            send(modern(2, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));
            hear("notifications/subscriptions/acknowledged");
            running.set(second.found());
            first.close();

            hear("notifications/tools/list_changed", "\"io.modelcontextprotocol/subscriptionId\":2");
            assertThat(heard.stream().filter(message -> message.contains("acknowledged")))
                    .hasSize(1);
            assertThat(second.endpoint.streams()).isEqualTo(1);
            second.endpoint.close();
            assertThat(hear("\"id\":2,")).contains("\"resultType\":\"complete\"");
        }
    }

    @Test
    void whatWaitsIsAnsweredWhenTheRelayIsStopped() throws Exception {
        relay(LONG);
        send(call(2, "echo"));
        relay.stop();
        assertThat(hear("\"id\":2,")).contains("\"outcome\":\"not_sent\"");
    }
}
