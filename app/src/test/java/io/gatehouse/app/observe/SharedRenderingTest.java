package io.gatehouse.app.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is asked for while it is rendered.
class SharedRenderingTest {
    private final AtomicInteger renderings = new AtomicInteger();
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    private String text() {
        try {
            mayGoOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "rendering " + renderings.incrementAndGet()
                + (Thread.currentThread().isVirtual() ? "" : " here");
    }

    private static String text(CompletableFuture<byte[]> rendered) {
        return new String(rendered.join(), StandardCharsets.UTF_8);
    }

    @Test
    void whoeverAsksInBetweenSharesIt() {
        SharedRendering shared = new SharedRendering(this::text);
        CompletableFuture<byte[]> first = shared.rendered();
        CompletableFuture<byte[]> second = shared.rendered();
        assertThat(first).isNotDone();

        mayGoOn.countDown();

        assertThat(text(first)).isEqualTo("rendering 1");
        assertThat(text(second)).isEqualTo("rendering 1");
        assertThat(text(shared.rendered())).isEqualTo("rendering 2");
    }

    @Test
    void oneThatFailsFailsForAllAndTheNextIsTriedAnew() {
        SharedRendering shared = new SharedRendering(() -> {
            if (text().equals("rendering 1")) {
                throw new IllegalStateException("broken");
            }
            return "whole";
        });
        CompletableFuture<byte[]> first = shared.rendered();
        CompletableFuture<byte[]> second = shared.rendered();

        mayGoOn.countDown();

        assertThatThrownBy(first::join).hasRootCauseMessage("broken");
        assertThatThrownBy(second::join).hasRootCauseMessage("broken");
        assertThat(text(shared.rendered())).isEqualTo("whole");
    }
}
