package io.gatehouse.doors.messages.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.RequestEntry.ToolUse;
import io.gatehouse.doors.messages.sources.GatewayStopped;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.protocol.Response;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// MCP calls that run while their request ends.
class StoppedLoopTest {
    private static final String HANGS = """
            turns:
              - say:
                  - { call: "*hang" }
            """;

    @Test
    void aCallThatTheStopOfTheGatewayEndedHasFailed() throws Exception {
        try (LoopBed bed = new LoopBed(HANGS)) {
            EventLog events = bed.open(LoopBed.ask("go"), LoopBed.TOOLSETS);
            CompletableFuture<Response> call = bed.shop().firstCall().result();

            bed.work.stop();
            events.awaitEnd();

            RequestEntry entry = entry(bed);
            assertThat(entry.ending()).isEqualTo("overloaded_error");
            assertThat(entry.tools()).extracting(ToolUse::outcome).containsExactly(CallOutcome.FAILED);
            assertThat(whyCancelled(call)).isInstanceOf(GatewayStopped.class);
        }
    }

    @Test
    void aCallWhoseClientLeftWasCancelled() throws Exception {
        try (LoopBed bed = new LoopBed(HANGS)) {
            EventLog events = bed.open(LoopBed.ask("go"), LoopBed.TOOLSETS);
            CompletableFuture<Response> call = bed.shop().firstCall().result();

            events.leave();

            RequestEntry entry = entry(bed);
            assertThat(entry.ending()).isEqualTo("client_closed");
            assertThat(entry.tools()).extracting(ToolUse::outcome).containsExactly(CallOutcome.CANCELLED);
            assertThat(whyCancelled(call))
                    .isInstanceOf(CancellationException.class)
                    .isNotInstanceOf(GatewayStopped.class);
        }
    }

    private static Throwable whyCancelled(CompletableFuture<Response> call) {
        return call.handle((response, failure) -> failure).join();
    }

    private static RequestEntry entry(LoopBed bed) throws InterruptedException {
        RequestEntry entry = bed.log.poll(20, TimeUnit.SECONDS);
        if (entry == null) {
            throw new AssertionError("nothing was told of the request");
        }
        return entry;
    }
}
