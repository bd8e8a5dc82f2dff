package io.gatehouse.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// An open connection of a client. Belongs to its event loop.
abstract class ServerConnection extends Node {

    private final Channel channel;
    private final QuietConnections.Place place = new QuietConnections.Place(this);
    private @Nullable QuietConnections quiet;
    private @Nullable String remoteAddress;
    private int inProgress;
    private boolean fresh = true;
    private long idleSince = System.nanoTime();
    private int writing;
    private long written;
    private long writtenAt;

    ServerConnection(Channel channel) {
        this.channel = channel;
    }

    abstract boolean http2();

    /// Tells a client that can be told to send nothing new here, and closes once nothing is in progress.
    void announceEnd() {}

    /// Closes it once what is in progress is answered.
    abstract void drain();

    Channel channel() {
        return channel;
    }

    /// Whether no request has come yet.
    boolean fresh() {
        return fresh;
    }

    /// Takes its place among the connections without a request.
    void joins(QuietConnections connections) {
        quiet = connections;
        connections.add(place, fresh);
    }

    void leaveQuiet() {
        quiet = null;
        place.leave();
    }

    void requestBegins() {
        fresh = false;
        inProgress++;
        place.leave();
    }

    void requestEnds() {
        inProgress--;
        if (inProgress == 0) {
            idleSince = System.nanoTime();
            if (quiet != null) {
                quiet.add(place, fresh);
            }
        }
    }

    boolean idle() {
        return inProgress == 0;
    }

    /// Nanoseconds without a request in progress.
    long idleFor(long now) {
        return inProgress > 0 ? 0 : now - idleSince;
    }

    /// Nanoseconds for which bytes wait and the client took none; right only if asked regularly.
    long stuckFor(long now) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        Object first = unsent == null ? null : unsent.current();
        int identity = first == null ? 0 : System.identityHashCode(first);
        long progress = first == null ? 0 : unsent.currentProgress();
        if (first == null || identity != writing || progress != written) {
            writing = identity;
            written = progress;
            writtenAt = now;
        }
        return now - writtenAt;
    }

    /// The address of the client without its port, or an empty text.
    String remoteAddress() {
        String known = remoteAddress;
        if (known == null) {
            known = channel.remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                    ? address.getAddress().getHostAddress()
                    : "";
            remoteAddress = known;
        }
        return known;
    }

    /// Closes at once and drops what is unsent.
    void cutOff() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        if (unsent == null || unsent.isEmpty()) {
            channel.close(); // with TLS's own goodbye
        } else {
            drop();
        }
    }

    /// Closes without a word: its descriptor is free when this returns.
    final void drop() {
        channel.unsafe().close(channel.voidPromise());
    }
}
