package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.child.ChildExit;
import io.gatehouse.upstream.child.ChildProcess;
import io.gatehouse.upstream.child.ProcessFamily;
import io.gatehouse.upstream.settings.ChildSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Children do not outlive the virtual machine that started them.
@Timeout(60)
class GatewayEndTest {
    @Test
    void an_orderly_end_leaves_no_child() throws Exception {
        Process gateway = gateway("sleep 600 & echo $!; trap '' TERM; while :; do sleep 1; done");
        ProcessHandle grandchild = printed(gateway.inputReader());
        gateway.destroy();
        gateway.waitFor();
        assertThat(ProcessFamily.running(grandchild)).isFalse();
    }

    @Test
    void a_killed_gateway_ends_the_input_of_its_children() throws Exception {
        Process gateway = gateway("echo $$; exec cat");
        ProcessHandle child = printed(gateway.inputReader());
        gateway.destroyForcibly().waitFor();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (ProcessFamily.running(child)) {
            assertThat(System.nanoTime()).as("it still runs").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static Process gateway(String script) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gateway.class.getName(),
                        script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static ProcessHandle printed(BufferedReader output) throws IOException {
        return ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
    }

    /// A virtual machine with one child, whose output it prints.
    static final class Gateway {
        private Gateway() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws InterruptedException {
            ChildSettings settings = new ChildSettings(
                            "sh",
                            List.of("-c", arguments[0]),
                            Map.of(),
                            List.of(),
                            Path.of("").toAbsolutePath())
                    .withGrace(Duration.ofMillis(300));
            ChildProcess.start(settings, new ChildProcess.Listener() {
                @Override
                public void line(Slice line) {
                    System.out.println(line);
                }

                @Override
                public void stderr(String line) {
                    System.err.println(line);
                }

                @Override
                public void exited(ChildExit exit) {
                    System.err.println(exit);
                }
            });
            new CountDownLatch(1).await();
        }
    }
}
