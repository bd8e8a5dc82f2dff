package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Peer;
import org.jspecify.annotations.Nullable;

/// A listening that may be closed while it is still being started. No lock is held while the handler is called.
final class LateListening implements AutoCloseable {
    private Handler.@Nullable Listening listening;
    private boolean closed;

    void start(Handler handler, Filter filter, Peer peer, Handler.Listener listener) {
        Handler.Listening started = handler.listen(filter, peer, listener);
        synchronized (this) {
            if (!closed) {
                listening = started;
                return;
            }
        }
        started.close();
    }

    @Override
    public void close() {
        Handler.Listening started;
        synchronized (this) {
            closed = true;
            started = listening;
            listening = null;
        }
        if (started != null) {
            started.close();
        }
    }

    synchronized boolean closed() {
        return closed;
    }
}
