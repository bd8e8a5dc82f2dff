package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.RunningGateway;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningGatewayTest {
    private static final URI ENDPOINT = URI.create("http://127.0.0.1:1/mcp");

    @TempDir
    Path data;

    @Test
    void isFoundByOthersOfTheSameUserUntilItEnds() throws Exception {
        assertThat(RunningGateway.find(data)).isEmpty();
        RunningGateway gateway = RunningGateway.here(ENDPOINT, "secret", data.resolve("c.pem"));
        gateway.write(data);
        assertThat(RunningGateway.find(data)).contains(gateway);
        assertThat(Files.getPosixFilePermissions(data.resolve("gateway.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(gateway.toString()).doesNotContain("secret");
        gateway.remove(data);
        assertThat(data.toFile().list()).isEmpty();
    }

    @Test
    void aFileThatWasLeftBehindDoesNotCount() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        new RunningGateway(ENDPOINT, ended.pid(), 1, "key", null).write(data);
        assertThat(RunningGateway.find(data)).isEmpty();
    }

    @Test
    void aNumberOfAProcessUsedAgainDoesNotCount() throws Exception {
        RunningGateway mine = RunningGateway.here(ENDPOINT, "key", null);
        new RunningGateway(ENDPOINT, mine.pid(), mine.started() - 1, "key", null).write(data);
        assertThat(RunningGateway.find(data)).isEmpty();
    }

    @Test
    void aBrokenFileDoesNotCount() throws Exception {
        for (String broken : new String[] {"", "[]", "{", "{\"endpoint\": \"::\", \"pid\": 1}"}) {
            Files.writeString(data.resolve("gateway.json"), broken);
            assertThat(RunningGateway.find(data)).isEmpty();
        }
    }

    @Test
    void aFileThatCannotBeReadIsNotTakenForNoGateway() throws Exception {
        Files.createDirectories(data.resolve("gateway.json"));
        Run run = Run.of("servers", "--data", data.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains("It is not known whether a gateway runs on " + data, "as the user who started the gateway");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void commandsThatMeetAGatewayAtItsEndSayThatItStopped() throws Exception {
        RunningGateway.here(ENDPOINT, "key", null).write(data);
        for (String command : new String[] {"servers", "tools", "logs shop", "call shop.get_order"}) {
            String[] words = (command + " --data " + data).split(" ");
            Run run = Run.of(words);
            assertThat(run.code()).as(command).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err())
                    .as(command)
                    .isEqualTo("gatehouse: The gateway stopped. Start it with `gatehouse up`.\n");
        }
    }

    @Test
    void theFileOfAnotherIsNotRemoved() throws Exception {
        RunningGateway.here(ENDPOINT, "other", null).write(data);
        RunningGateway.here(ENDPOINT, "mine", null).remove(data);
        assertThat(RunningGateway.find(data)).isPresent();
    }
}
