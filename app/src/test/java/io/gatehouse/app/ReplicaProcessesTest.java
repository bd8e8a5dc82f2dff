package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Replicas that end as processes end: killed in the middle of a call, or hung.
class ReplicaProcessesTest {
    private HoldingServer holding;
    private GatehouseProcess first;
    private GatehouseProcess second;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        holding = new HoldingServer();
        ReplicaPair pair = new ReplicaPair(folder);
        first = up(pair, 0);
        second = up(pair, 1);
        for (GatehouseProcess each : List.of(first, second)) {
            each.err(line -> line.contains("answers at"));
        }
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        holding.close();
    }

    private GatehouseProcess up(ReplicaPair pair, int number) throws Exception {
        Path own = pair.folder(number);
        Files.writeString(
                own.resolve("gatehouse.yaml"),
                pair.sections(number) + "servers: {holding: {url: \"" + holding.endpoint() + "\"}}\n");
        return new GatehouseProcess(own, "up", "--host", "127.0.0.1", "--port", "0", "--json");
    }

    private static URI endpoint(GatehouseProcess up) {
        return GatehouseProcess.endpoint(up.out(line -> line.contains("endpoint")));
    }

    /// Killed, its connections break; hung, nothing comes on them any more.
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void aCallInProgressWhoseReplicaIsGoneEndsWithItsOutcome(String signal) throws Exception {
        try (WireClientHttp client =
                (WireClientHttp) WireClient.connect(endpoint(first), "", Revision.R2025_11_25, "{}")) {
            client.moveTo(endpoint(second));
            Running call = client.start("holding_hold_counted", "it");
            holding.awaitState("it", "waiting");
            first.signal(signal);
            Reply ended = call.reply();
            assertThat(ended.status()).isEqualTo(200);
            assertThat(ended.toolError()).isTrue();
            assertThat(ended.text()).contains("\"outcome\":\"sent_outcome_unknown\"");
            assertThat(client.call("holding_at_once").said()).isEqualTo("here");
            assertThat(holding.acts("it")).isEqualTo(1);
        } finally {
            holding.letGo("it");
        }
    }

    /// The gateway drains while the other replica serves what is new, in the same session.
    @Test
    void aReplicaThatStopsFinishesWhatItHas() throws Exception {
        try (WireClientHttp client =
                (WireClientHttp) WireClient.connect(endpoint(first), "", Revision.R2025_11_25, "{}")) {
            client.moveTo(endpoint(second));
            Running call = client.start("holding_hold_counted", "it");
            holding.awaitState("it", "waiting");
            first.signal("TERM");
            first.err(line -> line.contains("\"event\":\"stop\""));
            assertThat(client.call("holding_at_once").said()).isEqualTo("here");
            assertThat(first.alive()).isTrue();
            holding.letGo("it");
            assertThat(call.reply().said()).isEqualTo("held it");
            assertThat(first.exitCode()).isZero();
            assertThat(client.call("holding_at_once").said()).isEqualTo("here");
        }
    }

    /// As a load balancer's: its last answer says that it closes, and comes from the other replica.
    @Test
    void aKeptConnectionIsToldThatItCloses() throws Exception {
        try (RawHttp kept = RawHttp.to(endpoint(first))) {
            String call = RawHttp.call("holding_at_once", "{}");
            assertThat(kept.send(call).answer()).contains("here");
            first.signal("TERM");
            String answer;
            do {
                answer = kept.send(call).answer();
                assertThat(answer).contains("here");
            } while (!answer.contains("connection: close"));
            assertThat(first.exitCode()).isZero();
        }
    }
}
