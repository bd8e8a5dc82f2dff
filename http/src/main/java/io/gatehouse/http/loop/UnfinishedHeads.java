package io.gatehouse.http.loop;

import io.netty.channel.Channel;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The requests of one event loop whose heads have come in part. Together they hold so much memory and no more: past
/// that the one that began first is cut off, since a head that is sent at all comes at once. Belongs to its event loop.
public final class UnfinishedHeads {
    private final LongSupplier most;
    private final Node heads = new Node();
    private long held;

    /// @param most what they may hold together in bytes, asked each time
    UnfinishedHeads(LongSupplier most) {
        this.most = most;
    }

    /// The head that a connection sends.
    public static final class Head extends Node {
        private @Nullable Channel channel;
        private long bytes;
    }

    /// A head has come so far, and not to its end.
    public void came(Head head, Channel channel, long bytes) {
        if (head.alone()) {
            head.channel = channel;
            head.joinEndOf(heads);
        }
        held += bytes - head.bytes;
        head.bytes = bytes;
        while (held > most.getAsLong() && heads.next() instanceof Head first) {
            ended(first);
            if (first.channel != null) {
                first.channel.unsafe().close(first.channel.voidPromise());
            }
        }
    }

    /// A head is complete, or its connection closed.
    public void ended(Head head) {
        if (!head.alone()) {
            head.leave();
            held -= head.bytes;
            head.bytes = 0;
        }
    }
}
