package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    private final ProcessTree own = new ProcessTree(ProcessHandle.current());

    @Test
    void cpuTimeGrowsWithWork() throws IOException {
        double before = own.cpuSeconds();
        long end = System.nanoTime() + 300_000_000;
        long sum = 0;
        while (System.nanoTime() < end) {
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
