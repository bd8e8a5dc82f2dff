package io.gatehouse.http.server;

import io.gatehouse.http.loop.Node;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An open connection of a client. Belongs to its event loop.
abstract class ServerConnection extends Node {

    /// How many answers, and of how many bytes together, may wait for a client that takes none of them for a second.
    private static final int MOST_UNSENT = 64;

    private static final int MOST_UNSENT_BYTES = 1 << 20;
    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final QuietConnections.Place place = new QuietConnections.Place(this);
    private @Nullable QuietConnections quiet;
    private @Nullable String remoteAddress;
    private List<X509Certificate> certificates = List.of();
    private int inProgress;
    private boolean fresh = true;
    private long idleSince = System.nanoTime();
    private int writing;
    private long written;
    private long writtenAt;
    private int unsent;
    private long unsentBytes;
    private long takenAt;
    private boolean closing;

    ServerConnection(Channel channel) {
        this.channel = channel;
    }

    abstract boolean http2();

    /// The certificates that its client has shown on TLS, its own first.
    List<X509Certificate> certificates() {
        return certificates;
    }

    /// Its client has shown these certificates.
    void shown(List<X509Certificate> chain) {
        certificates = chain;
    }

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

    /// An answer was not taken at once, and waits from now on.
    void answerWaits(int bytes, long now) {
        if (unsent == 0) {
            takenAt = now;
        }
        unsent++;
        unsentBytes += bytes;
    }

    /// An answer that waited was taken, or is given up.
    void answerTaken(int bytes) {
        unsent--;
        unsentBytes -= bytes;
        takenAt = System.nanoTime();
    }

    /// How many answers wait to be sent.
    int unsent() {
        return unsent;
    }

    /// When the client last took an answer as a whole; the given time if that is later.
    long takenSince(long time) {
        return time - takenAt > 0 ? time : takenAt;
    }

    /// Whether many answers wait and the client took none of them for a while.
    boolean lags(long now) {
        return (unsent > MOST_UNSENT || unsentBytes > MOST_UNSENT_BYTES) && now - takenAt >= LAG_NANOS;
    }

    /// Closes because the client takes too little of what it asks for.
    void calm() {
        if (closes()) {
            drop();
        }
    }

    /// Remembers that nothing more is to be read.
    ///
    /// @return false when that is so already
    final boolean closes() {
        boolean first = !closing;
        closing = true;
        return first;
    }

    /// Whether it closes, so that nothing more is read from it.
    final boolean closing() {
        return closing;
    }

    boolean idle() {
        return inProgress == 0;
    }

    /// Whether one request is in progress and no more.
    boolean onlyOne() {
        return inProgress == 1;
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
            String told = ProxyGreeting.client(channel);
            known = told != null ? told : ofPeer();
            remoteAddress = known;
        }
        return known;
    }

    private String ofPeer() {
        return channel.remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "";
    }

    /// Closes at once and drops what is unsent.
    void cutOff() {
        if (nothingUnsent()) {
            channel.close(); // with TLS's own goodbye
        } else {
            drop();
        }
    }

    /// Whether the system has taken all that was sent.
    final boolean nothingUnsent() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null || waiting.isEmpty();
    }

    /// Closes without a word: its descriptor is free when this returns.
    final void drop() {
        channel.unsafe().close(channel.voidPromise());
    }
}
