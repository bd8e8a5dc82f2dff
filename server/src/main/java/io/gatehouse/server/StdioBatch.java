package io.gatehouse.server;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/// Collects the responses to a batch and sends them as one array (2025-03-26, batching).
final class StdioBatch implements StdioReplies {
    private final Consumer<byte[]> send;
    private final ByteArrayOutputStream array = new ByteArrayOutputStream();
    private int outstanding;

    /// @param outstanding how many responses may come
    StdioBatch(int outstanding, Consumer<byte[]> send) {
        this.outstanding = outstanding;
        this.send = send;
    }

    @Override
    public synchronized void reply(byte[] response) {
        array.write(array.size() == 0 ? '[' : ',');
        array.writeBytes(response);
        none();
    }

    @Override
    public synchronized void none() {
        outstanding--;
        if (outstanding == 0 && array.size() > 0) {
            array.write(']');
            send.accept(array.toByteArray());
        }
    }
}
