package io.gatehouse.upstream.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.upstream.RecordingListener;
import io.gatehouse.upstream.settings.ChildSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChildProcessTest {
    @TempDir
    Path directory;

    private final RecordingListener listener = new RecordingListener();
    private final List<ChildProcess> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(ChildProcess::close);
    }

    @Test
    void messages_go_in_and_lines_come_out_in_order() {
        ChildProcess child = start(script("while read -r line; do echo \"got $line\"; done"));
        child.send("one".getBytes(UTF_8));
        child.send("two".getBytes(UTF_8));
        assertThat(listener.nextLine()).isEqualTo("got one");
        assertThat(listener.nextLine()).isEqualTo("got two");
        assertThat(child.alive()).isTrue();
    }

    @Test
    void the_end_of_its_input_ends_a_server_that_obeys() {
        ChildProcess child = start(script("cat; echo bye"));
        child.send("last words".getBytes(UTF_8));
        child.close();
        child.close();
        ChildExit exit = listener.exit();
        assertThat(exit.code()).isZero();
        assertThat(exit.requested()).isTrue();
        assertThat(exit.reason()).isNull();
        assertThat(listener.lines).extracting(Object::toString).containsExactly("last words", "bye");
        assertThat(child.alive()).isFalse();
        assertThat(listener.exits).hasSize(1);
    }

    @Test
    void an_exit_of_its_own_is_told_with_its_code_and_last_errors() {
        ChildProcess child = start(script("echo 'no database' >&2; exit 3"));
        ChildExit exit = listener.exit();
        assertThat(exit.code()).isEqualTo(3);
        assertThat(exit.requested()).isFalse();
        assertThat(exit.description()).isEqualTo("exited with code 3");
        assertThat(exit.stderrTail()).containsExactly("no database");
        assertThatThrownBy(() -> child.send(new byte[1]))
                .isInstanceOfSatisfying(
                        ChildProcessException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ChildProcessException.Kind.ENDED));
    }

    @Test
    void a_kill_from_outside_is_told_as_its_signal() {
        ChildProcess child = start(script("echo up; exec sleep 600"));
        assertThat(listener.nextLine()).isEqualTo("up");
        ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
        assertThat(listener.exit().description()).isEqualTo("was ended by SIGKILL");
    }

    @Test
    void it_sees_the_environment_that_is_meant_for_it_and_nothing_else() {
        start(new ChildSettings("env", List.of(), Map.of("OWN", "yes"), List.of("JAVA_HOME"), directory));
        listener.exit();
        assertThat(listener.lines.stream().map(line -> line.text().split("=", 2)[0]))
                .contains("OWN", "PATH", "HOME")
                .allSatisfy(name -> assertThat(name)
                        .matches("OWN|JAVA_HOME|PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LANGUAGE|LC_.*|TZ|TMPDIR"));
        assertThat(System.getenv().size())
                .as("the gateway has more than it gives")
                .isGreaterThan(listener.lines.size() - 1);
    }

    @Test
    void relative_commands_start_at_the_directory() throws IOException {
        Path script = Files.writeString(directory.resolve("server"), "#!/bin/sh\npwd\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        start(new ChildSettings("./server", List.of(), Map.of(), List.of(), directory));
        assertThat(listener.nextLine()).isEqualTo(directory.toRealPath().toString());
    }

    @Test
    void a_missing_command_is_named_with_the_remedy() {
        ChildSettings settings =
                new ChildSettings("no-such-server", List.of(), Map.of("PATH", "/usr/bin:/bin"), List.of(), directory);
        assertThatThrownBy(() -> ChildProcess.start(settings, listener))
                .isInstanceOf(ChildProcessException.class)
                .hasMessage("The command `no-such-server` was not found in PATH. Install it, give its full path"
                        + " as `command`, or set PATH in the server's `env`.");
    }

    /// Some clients hand the command to a shell, so files hold whole command lines.
    @ParameterizedTest
    @ValueSource(strings = {"npx -y some-server", "/usr/bin/env python3"})
    void a_command_line_in_place_of_a_command_is_told_apart(String command) {
        ChildSettings settings = new ChildSettings(command, List.of(), Map.of(), List.of(), directory);
        assertThatThrownBy(() -> ChildProcess.start(settings, listener))
                .isInstanceOf(ChildProcessException.class)
                .hasMessageEndingWith("Set `command` to the program alone and put its arguments under `args`.");
    }

    @Test
    void a_file_that_may_not_be_executed_says_how_to_make_it_so() throws IOException {
        Files.writeString(directory.resolve("server"), "#!/bin/sh\n");
        assertThatThrownBy(() -> ChildProcess.start(
                        new ChildSettings("./server", List.of(), Map.of(), List.of(), directory), listener))
                .isInstanceOf(ChildProcessException.class)
                .hasMessageContaining("chmod +x");
    }

    @Test
    void a_missing_directory_is_named() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() ->
                        ChildProcess.start(new ChildSettings("sh", List.of(), Map.of(), List.of(), missing), listener))
                .isInstanceOf(ChildProcessException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void a_line_beyond_the_bound_ends_it_with_the_reason() {
        start(script("head -c 3000000 /dev/zero | tr '\\0' x; sleep 600").withMaxLineBytes(1_000_000));
        ChildExit exit = listener.exit();
        assertThat(exit.reason()).isEqualTo("a line on its standard output was longer than 1000000 bytes");
        assertThat(exit.description()).startsWith("was ended because a line");
        assertThat(listener.lines).isEmpty();
    }

    @Test
    void a_line_of_32_MiB_passes_whole() {
        start(script("head -c 33554432 /dev/zero | tr '\\0' x; echo; echo after"));
        assertThat(RecordingListener.within(listener.lines).length()).isEqualTo(32 << 20);
        assertThat(listener.nextLine()).isEqualTo("after");
    }

    @Test
    void a_flood_of_lines_arrives_complete() {
        start(script("seq 1 300000"));
        assertThat(listener.exit().code()).isZero();
        assertThat(listener.lines).hasSize(300_000);
    }

    @Test
    void garbage_is_handed_on_as_it_is() {
        start(script("printf '\\377\\000\\n\\r\\n\\nlast'"));
        listener.exit();
        assertThat(listener.lines).hasSize(2);
        assertThat(listener.lines.remove().bytes()).containsExactly(0xff, 0);
        assertThat(listener.lines.remove().text()).isEqualTo("last");
    }

    @Test
    void standard_error_is_cut_cleaned_and_its_end_kept() {
        ChildProcess child = start(script("head -c 100000 /dev/zero | tr '\\0' y >&2; echo >&2;"
                + "printf '\\033[31mred\\033[0m \\007bell\\033]0;title\\007\\r\\n' >&2; seq 1 100 >&2; read -r _"));
        assertThat(RecordingListener.within(listener.errors)).hasSize(4097).endsWith("…");
        assertThat(RecordingListener.within(listener.errors)).isEqualTo("red bell");
        while (!RecordingListener.within(listener.errors).equals("100")) {
            assertThat(listener.exits).isEmpty();
        }
        assertThat(child.stderrTail()).hasSize(50).startsWith("51").endsWith("100");
    }

    @Test
    void a_server_that_does_not_read_fills_a_bounded_queue_and_nobody_waits() {
        ChildProcess child = start(script("echo up; exec sleep 600").withMaxQueuedBytes(1 << 20));
        assertThat(listener.nextLine()).isEqualTo("up");
        byte[] message = new byte[100_000];
        Arrays.fill(message, (byte) 'x');
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        child.send(message);
                    }
                })
                .isInstanceOfSatisfying(
                        ChildProcessException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ChildProcessException.Kind.QUEUE_FULL))
                .hasMessageContaining("the limit is 1048576");
        assertThat(child.alive()).isTrue();
    }

    @Test
    void a_server_that_closes_its_output_and_stays_is_ended() {
        start(script("exec 1>&-; exec sleep 600").withGrace(Duration.ofMillis(200)));
        assertThat(listener.exit().reason()).isEqualTo("it closed its standard output");
    }

    @Test
    void a_server_that_stops_reading_is_ended_when_written_to() {
        ChildProcess child = start(script("exec 0<&-; echo up; exec sleep 600").withGrace(Duration.ofMillis(200)));
        assertThat(listener.nextLine()).isEqualTo("up");
        // More than a pipe holds: a process that another test starts at the same moment may have the pipe's other end
        // until its own program runs.
        child.send(new byte[1 << 20]);
        assertThat(listener.exit().reason()).isEqualTo("it no longer reads its standard input");
    }

    private ChildSettings script(String text) {
        return new ChildSettings("sh", List.of("-c", text), Map.of(), List.of(), directory);
    }

    private ChildProcess start(ChildSettings settings) {
        ChildProcess child = ChildProcess.start(settings, listener);
        started.add(child);
        return child;
    }
}
