package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that ends on the first question of the current revision once failed the first `call`, and each first start.
class EndsOnProbeTest {
    @TempDir
    Path folder;

    private Run run(String data, String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 4);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = folder.resolve("gatehouse.yaml").toString();
        all[arguments.length + 2] = "--data";
        all[arguments.length + 3] = folder.resolve(data).toString();
        return Run.of(all);
    }

    @Test
    void commandsWorkTheFirstTimeAndTheSecond() {
        Yaml.write(folder.resolve("gatehouse.yaml"), "servers: {bad: {" + RudeChild.yaml("exits-when-probed") + "}}");
        Run check = run("one", "check");
        assertThat(check.code()).as(check.out() + check.err()).isZero();
        assertThat(check.out()).contains("ready", "2024-11-05");
        Run first = run("two", "call", "bad.echo");
        assertThat(first.code()).as(first.out() + first.err()).isZero();
        assertThat(first.out()).contains("here");
        Run second = run("two", "call", "bad.echo");
        assertThat(second.code()).as(second.out() + second.err()).isZero();
    }

    @Test
    void aGatewayServesItsFirstCallAndSoDoesTheNextOne() throws Exception {
        String yaml = "servers: {bad: {" + RudeChild.yaml("exits-when-probed") + "}}";
        for (int start = 0; start < 2; start++) {
            try (Bed bed = new Bed(folder, yaml);
                    WireClient client = bed.client("", Revision.R2025_11_25)) {
                WireClient.Reply reply = client.call("bad_echo");
                assertThat(reply.toolError()).as(reply.text()).isFalse();
                assertThat(reply.said()).isEqualTo("here");
            }
        }
    }
}
