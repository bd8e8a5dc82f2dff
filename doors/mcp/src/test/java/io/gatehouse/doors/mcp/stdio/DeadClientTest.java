package io.gatehouse.doors.mcp.stdio;

import static io.gatehouse.doors.mcp.stdio.LineClient.modern;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A server does not outlive a client that has closed its side and died, though a request still runs.
class DeadClientTest {
    private static List<String> server(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WaitingProcess.class.getName()));
        return command;
    }

    private static void waitFor(OutputStream in) throws IOException {
        in.write((modern(1, "tools/list", "") + "\n" + modern(2, "tools/call", "\"name\":\"wait\"") + "\n")
                .getBytes(StandardCharsets.UTF_8));
        in.close();
    }

    @Test
    void endsWhenNobodyCanReadItsAnswers() throws Exception {
        List<Process> pipeline = ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder(server("--enable-native-access=ALL-UNNAMED")),
                new ProcessBuilder("head", "-n", "1")));
        try {
            waitFor(pipeline.getFirst().getOutputStream());

            assertThat(pipeline.getFirst().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(pipeline.getFirst().exitValue()).isZero();
        } finally {
            pipeline.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void endsWithItsParentWhereItMayNotWatchItsOutput() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 & wait", "sh"));
        command.addAll(server("--illegal-native-access=deny", "--enable-native-access=java.base"));
        Process parent = new ProcessBuilder(command).start();
        ProcessHandle child = null;
        try {
            LineClient client = new LineClient(parent.getOutputStream(), parent.getInputStream());
            client.ask(modern(1, "tools/list", ""));
            child = parent.children().findFirst().orElseThrow();
            client.send(modern(2, "tools/call", "\"name\":\"wait\""));
            client.close();
            parent.destroyForcibly();

            child.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            parent.destroyForcibly();
            if (child != null) {
                child.destroyForcibly();
            }
        }
    }
}
