package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// A client that makes the same call again and again.
class RepeatedCallsTest {
    @TempDir
    Path folder;

    private FixtureServer server;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Bed bed(String repeats) throws Exception {
        Bed bed = new Bed(folder, """
                servers:
                  plain: {url: "%s", tools: {waits: {effects: read}}}
                usage: {repeats: {%s}}
                """.formatted(server.endpoint(), repeats));
        bed.awaitReady("plain");
        return bed;
    }

    @ParameterizedTest
    @EnumSource(value = Revision.class, mode = Mode.EXCLUDE, names = "R2026_07_28")
    void inASessionItIsStoppedInTheEnd(Revision revision) throws Exception {
        try (Bed bed = bed("few: {slow-after: 0, stop-after: 3}");
                WireClient client = bed.client("", revision)) {
            for (int times = 0; times < 3; times++) {
                assertThat(client.call("plain_touch", "a").said()).isEqualTo("done");
            }
            Reply stopped = client.call("plain_touch", "a");
            assertThat(stopped.toolError()).isTrue();
            assertThat(stopped.said())
                    .startsWith("This same call gave the same result 3 times in a row, so it was not made again.");
            assertThat(client.call("plain_touch", "b").said()).isEqualTo("done");
            assertThat(client.call("plain_touch", "a").toolError()).isTrue();
            assertThat(bed.calls().getLast().problem()).startsWith("Denied by limit few: ");
            try (WireClient other = bed.client("", revision)) {
                assertThat(other.call("plain_touch", "a").said()).isEqualTo("done");
            }
        }
    }

    @Test
    void whoPollsIsNotStopped() throws Exception {
        try (Bed bed = bed("quick: {slow-after: 0}");
                WireClient client = bed.client()) {
            for (int times = 0; times < 130; times++) {
                assertThat(client.call("plain_waits", "a").said()).isEqualTo("unknown");
            }
            for (int times = 0; times < 100; times++) {
                assertThat(client.call("plain_touch", "a").said()).isEqualTo("done");
            }
            assertThat(client.call("plain_touch", "a").toolError()).isTrue();
        }
    }

    @Test
    void withoutASessionNothingIsStopped() throws Exception {
        try (Bed bed = bed("few: {slow-after: 0, stop-after: 2}");
                WireClient client = bed.client("", Revision.NEWEST)) {
            for (int times = 0; times < 5; times++) {
                assertThat(client.call("plain_touch", "a").said()).isEqualTo("done");
            }
        }
    }
}
