package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// A caller that may run one call at a time can run the next one however the one before has ended.
class ConcurrentCallsTest {
    private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";
    private static final String TASKS =
            "{\"elicitation\":{\"form\":{}},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    @TempDir
    Path folder;

    private final HoldingServer holding = new HoldingServer();
    private final LateServer late = new LateServer();
    private FixtureServer modern;
    private FixtureServer legacy;
    private OldHttpServer old;
    private Bed bed;

    @BeforeEach
    void start() throws Exception {
        modern = new FixtureServer(new PlainServer(), 0, Era.MODERN);
        legacy = new FixtureServer(new PlainServer(), 0, Era.LEGACY);
        old = new OldHttpServer(late, Revision.R2025_11_25);
        bed = new Bed(folder, """
                auth: {keys: [{name: one, sha256: %s}, {name: two, sha256: %s}]}
                servers:
                  holding: {url: "%s", validate: true, tasks-after: 1h}
                  modern: {url: "%s"}
                  legacy: {url: "%s"}
                  slow: {url: "%s", tasks-after: 100ms}
                  short: {url: "%s", call-timeout: 100ms, tasks-after: 1h}
                usage: {limits: {alone: {concurrent: 1}}}
                """.formatted(
                        KeyMaker.hash("key-of-one"),
                        KeyMaker.hash("key-of-two"),
                        holding.endpoint(),
                        modern.endpoint(),
                        legacy.endpoint(),
                        old.endpoint(),
                        old.endpoint()));
        List.of("holding", "modern", "legacy", "slow", "short").forEach(bed::awaitReady);
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
        old.close();
        legacy.close();
        modern.close();
        holding.close();
    }

    private WireClient client(Revision revision, String capabilities) {
        return WireClient.connect(bed.endpoint(), "", revision, capabilities, "key-of-one");
    }

    private WireClient client() {
        return client(Revision.NEWEST, "{}");
    }

    private void assertTaken() {
        try (WireClient other = client()) {
            Reply refused = other.call("modern_echo");
            assertThat(refused.said())
                    .startsWith("The limit of 1 call at the same time is reached, so nothing was sent."
                            + " Wait until one of them has ended.");
            assertThat(refused.result()
                            .at("/_meta/io.gatehouse~1failure/retryAfterMs")
                            .asInt())
                    .isEqualTo(1_000);
        }
    }

    private void assertFree() {
        try (WireClient other = client()) {
            Reply reply = other.call("modern_echo");
            assertThat(reply.toolError()).as(reply.text()).isFalse();
        }
    }

    /// The end of a call that nobody waits for is not seen by its client.
    private void awaitFree() {
        try (WireClient other = client()) {
            Patience.until("a place is free", () -> !other.call("modern_echo").toolError());
        }
    }

    private Running held(WireClient client, String key) {
        Running call = client.start("holding_hold", key);
        holding.awaitState(key, "waiting");
        return call;
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void aCallThatIsAnswered(Revision revision) {
        try (WireClient client = client(revision, "{}")) {
            Running call = held(client, "a");
            assertTaken();
            try (WireClient two = WireClient.connect(bed.endpoint(), "", revision, "{}", "key-of-two")) {
                assertThat(two.call("modern_echo").toolError()).isFalse();
            }
            holding.letGo("a");
            assertThat(call.reply().said()).isEqualTo("held a");
            assertFree();
        }
    }

    @Test
    void aCallThatFails() {
        try (WireClient client = client()) {
            assertThat(client.call("modern_fail").error().path("code").asInt()).isEqualTo(4711);
            assertFree();
            assertThat(client.call("short_late").said()).contains("did not answer in time");
            assertFree();
            assertThat(client.send("tools/call", "\"name\":\"holding_hold\",\"arguments\":{\"key\":7}")
                            .said())
                    .contains("do not fit its input schema");
            assertFree();
        }
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void aCallThatItsClientCancels(Revision revision) {
        try (WireClient client = client(revision, "{}")) {
            Running call = held(client, "c");
            client.cancel(call);
            holding.awaitState("c", "cancelled");
            awaitFree();
        }
    }

    @Test
    void aCallWhoseClientGoesAway() {
        try (WireClient client = client()) {
            held(client, "d");
            assertTaken();
            client.drop();
            awaitFree();
        }
    }

    /// An older server asks in the middle of the call, which then waits in the gateway.
    @Test
    void aCallThatIsParkedDoesNotRun() {
        try (WireClient client = client(Revision.NEWEST, FORMS)) {
            String ask = "\"name\":\"legacy_ask\",\"arguments\":{\"key\":\"elicitation/create\"}";
            JsonNode asked = client.send("tools/call", ask).result();
            assertThat(asked.path("resultType").asString()).isEqualTo("input_required");
            assertFree();
            String key = asked.path("inputRequests").propertyNames().iterator().next();
            String answer = ask + ",\"inputResponses\":{" + Json.quote(key)
                    + ":{\"action\":\"accept\",\"content\":{\"n\":1}}},\"requestState\":" + asked.path("requestState");
            // Where there is no place now, the answers can be sent again.
            Running other = held(client, "e");
            assertThat(client.send("tools/call", answer).said()).startsWith("The limit of 1 call at the same time");
            holding.letGo("e");
            other.reply();
            assertThat(client.send("tools/call", answer).said()).contains("accept");
            assertFree();
        }
    }

    /// A current server ends the request with its question.
    @Test
    void aCallWhoseServerAsksForMore() {
        try (WireClient client = client(Revision.NEWEST, FORMS)) {
            String ask = "\"name\":\"modern_ask\",\"arguments\":{\"key\":\"elicitation/create\"}";
            JsonNode asked = client.send("tools/call", ask).result();
            assertThat(asked.path("resultType").asString()).isEqualTo("input_required");
            assertFree();
            Reply end = client.send(
                    "tools/call",
                    ask + ",\"inputResponses\":{\"who\":{\"action\":\"decline\"}},\"requestState\":"
                            + asked.path("requestState"));
            assertThat(end.said()).contains("decline");
            assertFree();
        }
    }

    private String task(WireClient client) {
        JsonNode begun = client.send("tools/call", "\"name\":\"slow_late\"").result();
        assertThat(begun.path("resultType").asString()).isEqualTo("task");
        return begun.path("taskId").asString();
    }

    @Test
    void aCallThatBecomesATaskRunsUntilTheTaskEnds() {
        try (WireClient client = client(Revision.NEWEST, TASKS)) {
            task(client);
            Exchange call = late.next();
            assertTaken();
            LateServer.ask(call);
            assertTaken();
            call.respond(LateServer.text("at last"));
            awaitFree();
        }
    }

    @Test
    void aTaskThatIsCancelled() {
        try (WireClient client = client(Revision.NEWEST, TASKS)) {
            String id = task(client);
            assertTaken();
            client.send("tasks/cancel", "\"taskId\":" + Json.quote(id)).result();
            awaitFree();
        }
    }

    @Test
    void aTaskOfAClientOf2025() {
        try (WireClient client = client(Revision.R2025_11_25, "{}")) {
            String members = "\"name\":\"short_late\",\"arguments\":{},\"task\":{}";
            client.send("tools/call", members).result();
            awaitFree();
            String held = "\"name\":\"holding_hold\",\"arguments\":{\"key\":\"f\"},\"task\":{}";
            JsonNode begun = client.send("tools/call", held).result().path("task");
            holding.awaitState("f", "waiting");
            assertTaken();
            holding.letGo("f");
            awaitFree();
            String again = "\"name\":\"holding_hold\",\"arguments\":{\"key\":\"g\"},\"task\":{}";
            JsonNode second = client.send("tools/call", again).result().path("task");
            assertThat(second.path("taskId")).isNotEqualTo(begun.path("taskId"));
            holding.awaitState("g", "waiting");
            client.send("tasks/cancel", "\"taskId\":" + second.path("taskId")).result();
            awaitFree();
        }
    }
}
