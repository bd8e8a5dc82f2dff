package io.gatehouse.doors.mcp.conversation;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The way back to a client to whom everything goes over one stream.
///
/// @param loop runs actions one after the other
/// @param out takes the messages
record ConnectionChannel(Executor loop, Consumer<byte[]> out) implements ReplyChannel {
    @Override
    public void run(Runnable action) {
        loop.execute(action);
    }

    @Override
    public boolean pushes() {
        return true;
    }

    @Override
    public void push(byte[] message) {
        out.accept(message);
    }

    @Override
    public void answer(int status, byte[] response) {
        out.accept(response);
    }

    @Override
    public void abandon(byte[] otherwise) {
        // The client expects nothing any more.
    }

    @Override
    public boolean outlasts() {
        return true;
    }
}
