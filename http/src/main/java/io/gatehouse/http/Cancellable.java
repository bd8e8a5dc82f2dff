package io.gatehouse.http;

/// Something that was started and may be called off.
@FunctionalInterface
public interface Cancellable {

    /// Calls it off. Does nothing if it is over or was called off before; any thread may call it.
    void cancel();
}
