package io.gatehouse.http.memory;

/// How many connections of clients the heap has room for: half of it, divided by what a connection holds that sends
/// the beginning of a request and nothing more.
public final class HeapRoom {
    private static final int SHARE = 2;
    private static final long PLAIN_BYTES = 12 << 10;
    private static final long TLS_BYTES = 48 << 10;

    private HeapRoom() {}

    /// How many connections fit into this process's heap.
    ///
    /// @param tls whether they are encrypted, which takes more
    public static long forConnections(boolean tls) {
        return forConnections(Runtime.getRuntime().maxMemory(), tls);
    }

    static long forConnections(long heap, boolean tls) {
        return Math.max(1, heap / SHARE / (tls ? TLS_BYTES : PLAIN_BYTES));
    }
}
