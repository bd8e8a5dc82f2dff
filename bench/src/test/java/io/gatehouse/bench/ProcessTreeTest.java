package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class ProcessTreeTest {
    private final ProcessTree own = new ProcessTree(ProcessHandle.current());

    @Test
    void cpuTimeGrowsWithWork() throws IOException {
        double before = own.cpuSeconds();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + 200_000_000;
        long sum = 0;
        while (threads.getCurrentThreadCpuTime() < end) {
            sum += Thread.currentThread().threadId();
        }

        assertThat(sum).isPositive();
        assertThat(own.cpuSeconds() - before).isGreaterThan(0.05);
    }

    @Test
    void aJavaProcessHasMoreThanTenMegabytes() throws IOException {
        assertThat(own.residentMiB()).isGreaterThan(10);
    }
}
