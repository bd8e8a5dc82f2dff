package io.gatehouse.upstream.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.upstream.RecordingListener;
import io.gatehouse.upstream.settings.ChildSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a server starts or ignores, nothing of it is left.
@Isolated
@Timeout(120)
class ProcessFamilyTest {
    private static final Duration GRACE = Duration.ofMillis(300);

    @TempDir
    Path directory;

    private final RecordingListener listener = new RecordingListener();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_server_that_ignores_the_end_of_its_input_gets_a_signal(boolean group) {
        ChildProcess child = start("echo up; exec sleep 600", group);
        listener.nextLine();
        child.close();
        assertThat(listener.exit().description()).isEqualTo("was ended by SIGTERM");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_server_that_ignores_signals_is_killed(boolean group) {
        ChildProcess child = start("trap '' TERM INT HUP; echo up; while :; do sleep 1; done", group);
        listener.nextLine();
        long before = System.nanoTime();
        child.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(listener.exit().description()).isEqualTo("was ended by SIGKILL");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void grandchildren_end_with_it(boolean group) {
        ChildProcess child = start("sleep 600 & echo $!; sh -c 'trap \"\" TERM; echo $$; sleep 600; :'; :", group);
        List<ProcessHandle> grandchildren = List.of(next(), next());
        child.close();
        listener.exit();
        assertThat(grandchildren).allSatisfy(ProcessFamilyTest::ended);
    }

    @Test
    void grandchildren_end_when_it_is_killed_first() {
        ChildProcess child = start("sleep 600 & echo $!; wait", true);
        ProcessHandle grandchild = next();
        ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
        assertThat(listener.exit().description()).isEqualTo("was ended by SIGKILL");
        ended(grandchild);
    }

    @Test
    void without_groups_grandchildren_are_remembered() throws Exception {
        ProcessFamily family = ProcessFamily.start(new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait"), false);
        ProcessHandle grandchild = ProcessHandle.of(
                        Long.parseLong(family.process().inputReader().readLine()))
                .orElseThrow();
        family.remember();
        family.process().destroyForcibly().waitFor();
        assertThat(family.running()).isTrue();
        family.kill();
        ended(grandchild);
        assertThat(family.running()).isFalse();
    }

    @Test
    void grandchildren_that_left_the_group_end_with_it() {
        ChildProcess child = start("setsid sh -c 'echo $$; exec sleep 600'; :", true);
        ProcessHandle grandchild = next();
        child.close();
        listener.exit();
        ended(grandchild);
    }

    @Test
    void one_hundred_opened_and_closed_leave_no_process_and_no_thread() {
        long before = ProcessHandle.current().descendants().count();
        List<ChildProcess> children = new ArrayList<>();
        List<ProcessHandle> grandchildren = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            children.add(start("sleep 600 & echo $!; cat", true));
            grandchildren.add(next());
        }
        ChildProcess.closeAll();
        assertThat(children).noneMatch(ChildProcess::alive);
        assertThat(grandchildren).allSatisfy(ProcessFamilyTest::ended);
        children.forEach(child -> listener.exit());
        assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.matches("child-\\d+-(output|error)"));
    }

    @Test
    void virtual_threads_run_on_while_hundreds_of_children_are_silent_and_deaf() throws Exception {
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            ChildProcess child = start("exec sleep 600", true);
            child.send(new byte[200_000]);
            children.add(child);
        }
        Thread other = Thread.ofVirtual().start(() -> {});
        assertThat(other.join(Duration.ofSeconds(5))).isTrue();
        ChildProcess.closeAll();
        assertThat(children).noneMatch(ChildProcess::alive);
    }

    private ChildProcess start(String script, boolean group) {
        ChildSettings settings =
                new ChildSettings("sh", List.of("-c", script), Map.of(), List.of(), directory).withGrace(GRACE);
        return ChildProcess.start(settings, listener, group);
    }

    /// The process whose id the script prints next.
    private ProcessHandle next() {
        return ProcessHandle.of(Long.parseLong(listener.nextLine())).orElseThrow();
    }

    /// Ended, whether or not the first process of the system has waited for it yet.
    private static void ended(ProcessHandle process) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (ProcessFamily.running(process)) {
            assertThat(System.nanoTime())
                    .as("process %s still runs", process.pid())
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
