package io.gatehouse.http;

import java.time.Duration;

/// Timers that are cheap to set and to cancel: never early, up to 100 ms late. Set on an event loop, the action runs on
/// that loop; set elsewhere, on one of the loops. An action must not block.
public interface Timers {

    /// Runs an action once.
    Cancellable after(Duration delay, Runnable action);

    /// Runs an action again and again, the first time after one period.
    Cancellable every(Duration period, Runnable action);
}
