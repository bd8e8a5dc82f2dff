package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.upstream.settings.Transport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the gateway that a [StdioRelay] hands messages to, again each time it has stopped: the next one may have
/// another address.
public interface Gateways {

    /// A gateway that runs.
    ///
    /// @param transport how it is reached, its Streamable HTTP endpoint
    /// @param onEnd has an action run once its process has ended
    record Found(Transport.Http transport, Consumer<Runnable> onEnd) {

        /// Whether this is the same process: each start makes another key.
        boolean same(Found other) {
            return transport.url().equals(other.transport.url())
                    && transport.headers().equals(other.transport.headers());
        }
    }

    /// The one that runs now, or null when there is none. It may wait, so it is called on virtual threads.
    @Nullable
    Found find();

    /// The relay uses this one from now on.
    default void joined(Found gateway) {}

    /// The relay has no gateway that serves it.
    ///
    /// @param problem a sentence that says why
    default void lost(String problem) {}

    /// One gateway that never moves.
    static Gateways only(Transport.Http transport) {
        Found found = new Found(transport, action -> {});
        return () -> found;
    }
}
