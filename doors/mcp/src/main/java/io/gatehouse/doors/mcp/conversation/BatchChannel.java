package io.gatehouse.doors.mcp.conversation;

import java.util.ArrayList;
import java.util.List;

/// Collects the responses to a batch and sends them as one array (2025-03-26, batching). What belongs to a request that
/// still runs goes out at once.
final class BatchChannel implements ReplyChannel {
    private final ReplyChannel channel;
    private final List<byte[]> responses = new ArrayList<>();
    private int outstanding;

    /// @param channel takes the array
    /// @param outstanding how many responses may come
    BatchChannel(ReplyChannel channel, int outstanding) {
        this.channel = channel;
        this.outstanding = outstanding;
    }

    @Override
    public void run(Runnable action) {
        channel.run(action);
    }

    @Override
    public boolean pushes() {
        return channel.pushes();
    }

    @Override
    public void push(byte[] message) {
        channel.push(message);
    }

    @Override
    public void answer(int status, byte[] response) {
        responses.add(response);
        abandon(response);
    }

    @Override
    public void abandon(byte[] otherwise) {
        outstanding--;
        if (outstanding == 0 && !responses.isEmpty()) {
            channel.answer(200, Batch.array(responses));
        }
    }

    @Override
    public boolean outlasts() {
        return channel.outlasts();
    }
}
