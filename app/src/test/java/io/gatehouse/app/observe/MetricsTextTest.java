package io.gatehouse.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void aCounterKeepsItsValueWhenGarbageIsCollectedBeforeItIsRead() throws InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        MetricsText.count(registry, "gatehouse.things", "Things", Tags.empty(), 1_234_567);
        collectGarbage();
        assertThat(registry.scrape()).contains("gatehouse_things_total 1234567.0");
    }

    /// Returns once something that nobody holds any more is gone.
    private static void collectGarbage() throws InterruptedException {
        WeakReference<Object> unheld = new WeakReference<>(new Object());
        while (unheld.get() != null) {
            System.gc();
            Thread.onSpinWait();
        }
    }
}
