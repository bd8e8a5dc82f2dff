package io.gatehouse.models.platforms;

import io.gatehouse.http.ClientCall;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A call that may have to wait for credentials before it is sent.
final class PlatformCall implements ClientCall {
    private @Nullable ClientCall call;
    private @Nullable Duration extended;
    private boolean paused;
    private boolean cancelled;

    /// Sends the call, unless it was cancelled before.
    synchronized void start(Supplier<ClientCall> send) {
        if (cancelled) {
            return;
        }
        ClientCall started = send.get();
        call = started;
        if (extended != null) {
            started.extend(extended);
        }
        if (paused) {
            started.pause();
        }
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public synchronized void extend(Duration total) {
        extended = total;
        if (call != null) {
            call.extend(total);
        }
    }

    @Override
    public synchronized void pause() {
        paused = true;
        if (call != null) {
            call.pause();
        }
    }

    @Override
    public synchronized void resume() {
        paused = false;
        if (call != null) {
            call.resume();
        }
    }
}
