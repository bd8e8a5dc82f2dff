package io.gatehouse.app.chaos;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request that a client waits for.
final class OpenRequest {
    private final String id;
    private final boolean endless;
    private final long began = System.nanoTime();
    private double progress;
    private volatile @Nullable String lastEvent;

    /// How it ends.
    final CompletableFuture<Ending> ending = new CompletableFuture<>();

    /// How a request ends for its client.
    sealed interface Ending {
        /// With an answer: the whole message.
        record Answered(JsonNode message) implements Ending {}

        /// The gateway did not take it.
        record Refused(String why) implements Ending {}

        /// The connection broke.
        record Lost(String why) implements Ending {}
    }

    /// @param endless whether it goes on until the client ends it
    OpenRequest(String id, boolean endless) {
        this.id = id;
        this.endless = endless;
    }

    /// Its JSON-RPC id, a string; the token of its progress too.
    String id() {
        return id;
    }

    boolean olderThan(Duration age) {
        return !endless && System.nanoTime() - began > age.toNanos();
    }

    /// Whether it grows, as it must.
    synchronized boolean progressed(double to) {
        boolean grows = to > progress;
        progress = to;
        return grows;
    }

    /// The last event of its stream that the client has read.
    @Nullable
    String lastEvent() {
        return lastEvent;
    }

    void event(String eventId) {
        lastEvent = eventId;
    }
}
