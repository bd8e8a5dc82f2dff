package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Two gateways in front of one server of 2025-11-25: a client may reach either with each of its requests.
class ReplicasTest {
    private static final String ABLE = "{\"elicitation\":{}}";
    private static final String ANSWER = "{\"action\":\"accept\",\"content\":{\"n\":1.10}}";

    @TempDir
    Path folder;

    private FixtureServer server;
    private Bed first;
    private Bed second;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.LEGACY);
        ReplicaPair pair = new ReplicaPair(folder);
        first = replica(pair, 0);
        second = replica(pair, 1);
        first.awaitReady("plain");
        second.awaitReady("plain");
        Patience.until("they know each other", () -> neighbours(first) == 1 && neighbours(second) == 1);
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
        server.close();
    }

    private Bed replica(ReplicaPair pair, int number) throws Exception {
        return new Bed(
                pair.folder(number), pair.sections(number) + "servers: {plain: {url: " + server.endpoint() + "}}\n");
    }

    private static int neighbours(Bed replica) {
        return replica.gatehouse().neighbours();
    }

    private WireClientHttp client(Revision revision) {
        return (WireClientHttp) WireClient.connect(first.endpoint(), "", revision, ABLE);
    }

    /// Each request goes to the other replica than the one before.
    private void alternate(WireClientHttp client, int request) {
        client.moveTo((request % 2 == 0 ? second : first).endpoint());
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2024_11_05", "R2026_07_28"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatASessionKeepsInMemoryHoldsWhereverItsRequestsArrive(Revision revision) {
        try (WireClientHttp client = client(revision)) {
            client.answering(question -> ANSWER);
            client.moveTo(second.endpoint());
            client.send("logging/setLevel", "\"level\":\"debug\"").result();
            client.listen("plain://one");
            for (int request = 0; request < 6; request++) {
                alternate(client, request);
                String key = UUID.randomUUID().toString();
                assertThat(client.call("plain_log", key).said()).isEqualTo("done");
                client.awaitHeard("the log message", message -> message.contains(key));
                assertThat(client.call("plain_ask", "elicitation/create").said())
                        .contains("\"n\":1.10");
            }
            assertThat(client.call("plain_touch").said()).isEqualTo("done");
            client.awaitHeard("the update", message -> message.contains("resources/updated"));
            assertThat(first.calls()).hasSizeGreaterThanOrEqualTo(13);
            assertThat(first.calls().stream()
                            .map(call -> call.caller().passedBy())
                            .distinct())
                    .as("that it came here, and which other replica passed it")
                    .contains("")
                    .hasSize(2);
            assertThat(second.calls()).isEmpty();
            client.moveTo(second.endpoint());
            client.delete();
            for (Bed replica : List.of(first, second)) {
                client.moveTo(replica.endpoint());
                assertThat(client.call("plain_echo").status()).isEqualTo(404);
            }
        }
    }

    @Test
    void aCallIsCancelledWhereverItsCancellationArrives() {
        try (WireClientHttp client = client(Revision.R2025_11_25)) {
            Running call = client.start("plain_wait", "here");
            awaitState(client, "waiting");
            client.moveTo(second.endpoint());
            client.cancel(call);
            awaitState(client, "cancelled");
            Running left = client.start("plain_wait", "there");
            Patience.until(
                    "the call runs",
                    () -> client.call("plain_waits", "there").said().equals("waiting"));
            client.cancel(left);
            Patience.until(
                    "the call is cancelled",
                    () -> client.call("plain_waits", "there").said().equals("cancelled"));
        }
    }

    private static void awaitState(WireClientHttp client, String state) {
        Patience.until(
                "the call is " + state,
                () -> client.call("plain_waits", "here").said().equals(state));
    }

    @Test
    void answersReachTheCallThatWaitsForThemInTheOtherReplica() {
        try (WireClientHttp client = client(Revision.R2026_07_28)) {
            Reply asked = ask(client);
            client.moveTo(second.endpoint());
            assertThat(goOn(client, asked).said()).contains("\"n\":1.10");
            assertThat(second.calls()).isEmpty();
        }
    }

    @Test
    void aParkedCallWhoseReplicaIsGoneEndsWithItsOutcome() throws Exception {
        try (WireClientHttp client = client(Revision.R2026_07_28)) {
            Reply asked = ask(client);
            first.close();
            client.moveTo(second.endpoint());
            Reply ended = goOn(client, asked);
            assertThat(ended.status()).isEqualTo(200);
            assertThat(ended.toolError()).isTrue();
            assertThat(outcome(ended)).isEqualTo("sent_outcome_unknown");
        }
    }

    private static Reply ask(WireClientHttp client) {
        Reply asked = client.send("tools/call", question(""));
        assertThat(asked.result().path("resultType").asString()).isEqualTo("input_required");
        return asked;
    }

    private static String question(String more) {
        return "\"name\":\"plain_ask\",\"arguments\":{\"key\":\"elicitation/create\"}" + more;
    }

    private static Reply goOn(WireClientHttp client, Reply asked) {
        JsonNode result = asked.result();
        String key = result.path("inputRequests").propertyNames().iterator().next();
        return client.send(
                "tools/call",
                question(",\"inputResponses\":{" + Json.quote(key) + ":" + ANSWER + "},\"requestState\":"
                        + result.path("requestState")));
    }

    private static String outcome(Reply reply) {
        return reply.json().findValue("io.gatehouse/failure").path("outcome").asString();
    }

    @Test
    void messagesReachTheStreamOfAnOlderClientInTheOtherReplica() {
        try (WireClientEvents client =
                (WireClientEvents) WireClient.connect(first.endpoint(), "", Revision.R2024_11_05, ABLE)) {
            client.answering(question -> ANSWER);
            client.postTo(second.endpoint());
            assertThat(client.call("plain_echo", "through").said()).contains("through");
            assertThat(client.call("plain_ask", "elicitation/create").said()).contains("\"n\":1.10");
            assertThat(second.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theStreamOfAnOlderClientIsServedWhileItsReplicaStops(boolean through) {
        try (WireClientEvents client =
                (WireClientEvents) WireClient.connect(first.endpoint(), "", Revision.R2024_11_05, ABLE)) {
            client.answering(question -> ANSWER);
            client.postTo((through ? second : first).endpoint());
            first.gatehouse().work().refuse(1);
            assertThat(client.call("plain_echo", "still").said()).contains("still");
            assertThat(client.call("plain_ask", "elicitation/create").said()).contains("\"n\":1.10");
            Running call = client.start("plain_wait", "here");
            Patience.until(
                    "the call waits",
                    () -> client.call("plain_waits", "here").said().equals("waiting"));
            first.gatehouse().work().stop();
            assertThat(outcome(call.reply())).isEqualTo("sent_outcome_unknown");
        }
    }

    @Test
    void aSessionWhoseReplicaIsGoneGoesOnAndItsClientHearsWhatWasLost() throws Exception {
        try (WireClientHttp client = client(Revision.R2025_11_25)) {
            client.send("logging/setLevel", "\"level\":\"debug\"").result();
            first.close();
            client.moveTo(second.endpoint());
            assertThat(client.call("plain_echo", "still").said()).contains("still");
            client.listen("plain://one");
            client.awaitHeard("what was lost", message -> message.contains("log level and its resource subscriptions"));
            client.awaitHeard("the lists", message -> message.contains("notifications/tools/list_changed"));
            assertThat(client.call("plain_touch").said()).isEqualTo("done");
            client.awaitHeard("the update", message -> message.contains("resources/updated"));
        }
    }

    /// It goes on in the other one at once; its client hears of the loss when the stream in the first has ended.
    @Test
    void theClientOfASessionHearsWhatWasLostWhenItsReplicaHasStopped() throws Exception {
        try (WireClientHttp client = client(Revision.R2025_11_25)) {
            client.send("logging/setLevel", "\"level\":\"debug\"").result();
            client.listen("plain://one");
            first.gatehouse().work().refuse(1);
            client.moveTo(second.endpoint());
            assertThat(client.call("plain_echo", "still").said()).contains("still");
            assertThat(client.call("plain_touch").said()).isEqualTo("done");
            client.awaitHeard("the update from the first", message -> message.contains("resources/updated"));
            first.close();
            client.openStream();
            client.awaitHeard("what was lost", message -> message.contains("log level and its resource subscriptions"));
            client.awaitHeard("the lists", message -> message.contains("notifications/tools/list_changed"));
        }
    }

    /// It answers what is left at the end of the drain, wherever the client asked.
    @Test
    void aCallInProgressInAReplicaThatStopsEndsWithItsOutcome() {
        try (WireClientHttp client = client(Revision.R2025_11_25)) {
            client.moveTo(second.endpoint());
            Running call = client.start("plain_wait", "here");
            awaitState(client, "waiting");
            first.gatehouse().work().refuse(1);
            first.gatehouse().work().stop();
            Reply ended = call.reply();
            assertThat(ended.status()).isEqualTo(200);
            assertThat(outcome(ended)).isEqualTo("sent_outcome_unknown");
        }
    }

    /// A replica that is told to stop passes new work on, and finishes what it has.
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_06_18", "R2025_11_25", "R2026_07_28"})
    void noCallIsRefusedWhileOneReplicaStops(Revision revision) {
        try (WireClientHttp client = client(revision)) {
            boolean modern = revision.modern();
            Reply asked = modern ? ask(client) : null;
            client.answering(question -> {
                first.gatehouse().work().refuse(1);
                client.moveTo(second.endpoint());
                return ANSWER;
            });
            if (asked == null) {
                assertThat(client.call("plain_ask", "elicitation/create").said())
                        .contains("\"n\":1.10");
            } else {
                first.gatehouse().work().refuse(1);
                client.moveTo(second.endpoint());
                assertThat(goOn(client, asked).said()).contains("\"n\":1.10");
            }
            client.answering(question -> ANSWER);
            for (int request = 0; request < 6; request++) {
                alternate(client, request);
                assertThat(client.call("plain_echo", "on").said()).contains("on");
                Reply next = modern ? ask(client) : client.call("plain_ask", "elicitation/create");
                alternate(client, request + 1);
                assertThat((modern ? goOn(client, next) : next).said()).contains("\"n\":1.10");
            }
            assertThat(second.calls()).hasSizeGreaterThanOrEqualTo(12);
            try (WireClientHttp fresh = client(revision)) {
                assertThat(fresh.call("plain_echo", "new").said()).contains("new");
            }
        }
    }
}
