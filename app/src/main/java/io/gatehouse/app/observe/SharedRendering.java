package io.gatehouse.app.observe;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Renders a text that takes too long for an event loop. Whoever asks while it is rendered gets that rendering: however
/// many ask, one runs at a time.
final class SharedRendering {
    private final Supplier<String> text;
    private @Nullable CompletableFuture<byte[]> running;

    SharedRendering(Supplier<String> text) {
        this.text = text;
    }

    /// The text in UTF-8, which must not be changed; fails with what the rendering threw. Completes on a thread that
    /// may be held up.
    CompletableFuture<byte[]> rendered() {
        CompletableFuture<byte[]> begun;
        synchronized (this) {
            if (running != null) {
                return running.copy();
            }
            begun = new CompletableFuture<>();
            running = begun;
        }
        CompletableFuture<byte[]> own = begun.copy();
        Thread.ofVirtual().name("metrics").start(() -> render(begun));
        return own;
    }

    private void render(CompletableFuture<byte[]> begun) {
        byte[] bytes = null;
        Throwable failure = null;
        try {
            bytes = text.get().getBytes(StandardCharsets.UTF_8);
        } catch (RuntimeException | Error broken) {
            failure = broken;
        }
        synchronized (this) {
            running = null;
        }
        if (failure == null) {
            begun.complete(bytes);
        } else {
            begun.completeExceptionally(failure);
        }
    }
}
