package io.gatehouse.doors.messages;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.front.replicas.Neighbour;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.doors.messages.translation.OtherResults;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.seal.ReplicaId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Fetches what other replicas remember of results, for one request of a client and with its credential. For one
/// thread.
final class FetchedResults implements OtherResults {
    /// A client names whom it likes.
    private static final int MOST_AWAY = 4;
    /// The largest of a result, in bytes: all images and documents of a request, and texts beside them.
    private static final int MOST_BYTES = 32 << 20;

    private static final Duration LOOKING = Duration.ofSeconds(3);

    private final Replicas replicas;
    private final HttpExchange http;
    private final Visitor visitor;
    private final Set<ReplicaId> away = new HashSet<>();

    FetchedResults(Replicas replicas, HttpExchange http, Visitor visitor) {
        this.replicas = replicas;
        this.http = http;
        this.visitor = visitor;
    }

    @Override
    public byte @Nullable [] fetch(ReplicaId keeper, String clientId, byte[] told) {
        if (keeper.equals(replicas.id()) || away.contains(keeper) || away.size() >= MOST_AWAY) {
            return null;
        }
        Neighbour there = find(keeper);
        if (there == null) {
            away.add(keeper);
            return null;
        }
        return replicas.fetch(http, visitor, KeptResults.path(clientId, told), there, MOST_BYTES);
    }

    private @Nullable Neighbour find(ReplicaId keeper) {
        CompletableFuture<Optional<Neighbour>> found = new CompletableFuture<>();
        replicas.find(keeper, there -> found.complete(Optional.ofNullable(there)));
        return found.completeOnTimeout(Optional.empty(), LOOKING.toMillis(), TimeUnit.MILLISECONDS)
                .join()
                .orElse(null);
    }
}
