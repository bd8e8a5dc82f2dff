package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator hears of servers that are out, and of a file that is wrong.
class OperatorCommandsTest {
    private static final String DEAD =
            "servers: {dead: {command: sh, args: [-c, \"echo no licence >&2; exit 3\"], connect-timeout: 5s}}\n";

    @TempDir
    Path folder;

    @Test
    void aCallToAServerThatIsOutSaysWhyAndWhatToDo() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), DEAD);
        for (String tool : new String[] {"dead.a", "dead_a"}) {
            Run run = Run.of("call", tool, "--config", file.toString());
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err()).contains("the server \"dead\" is out: ", "no licence", "No gateway runs on ");
        }
    }

    @Test
    void aFileThatIsWrongKeepsNobodyFromAskingTheGatewayThatRuns() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), DEAD);
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--config", file.toString())) {
            up.out(line -> line.startsWith("Gatehouse listens at "));
            up.err(line -> line.contains("dead"));
            for (String broken : new String[] {"serves: {}\n", "servers: {a: [\n"}) {
                Files.writeString(file, broken);
                Run servers = Run.of("servers", "--config", file.toString());
                assertThat(servers.code()).as(servers.err()).isZero();
                assertThat(servers.out()).contains("dead");
                assertThat(servers.err()).startsWith("warning: ").contains("the gateway that runs was asked");
            }
            assertThat(Run.of("logs", "dead", "--config", file.toString()).code())
                    .isZero();
            assertThat(Run.of("tools", "--config", file.toString()).code()).isZero();
            Run call = Run.of("call", "dead.a", "--config", file.toString());
            assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(call.err()).contains("the server \"dead\" is out: ");
            assertThat(Run.of("complete", "--", "logs", "--config", file.toString(), "")
                            .out())
                    .isEqualTo("dead\n");
            up.signal("TERM");
            up.exitCode();
        }
        Run alone = Run.of("servers", "--config", file.toString());
        assertThat(alone.code()).isEqualTo(ExitCode.CONFIGURATION);
    }
}
