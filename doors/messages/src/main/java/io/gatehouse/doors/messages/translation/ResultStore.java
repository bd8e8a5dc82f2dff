package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.Sha256;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Keeps what models were told beyond what clients were: images and documents of tool results. In memory
/// only, bounded in bytes and in time, and only for the caller whose call it was. Any thread may use it.
public final class ResultStore {
    private static final int OVERHEAD = 256;

    private final long mostBytes;
    private final long keepNanos;
    private final LongSupplier nanoTime;
    private final Map<CallerId, Shelf> shelves = new HashMap<>();
    private long bytes;

    /// What is kept of one caller, the one first that was not used the longest.
    private static final class Shelf {
        private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;
    }

    /// @param client the digest of what the client was told
    private record Kept(byte[] client, byte[] forModel, long until) {
        long size() {
            return OVERHEAD + forModel.length;
        }
    }

    /// @param mostBytes how much is kept, in bytes; 0 keeps nothing
    /// @param keep how long a result is kept since it was last used
    public ResultStore(long mostBytes, Duration keep) {
        this(mostBytes, keep, System::nanoTime);
    }

    ResultStore(long mostBytes, Duration keep, LongSupplier nanoTime) {
        this.mostBytes = mostBytes;
        this.keepNanos = keep.toNanos();
        this.nanoTime = nanoTime;
    }

    /// Keeps a result; where there is no room, the oldest of the caller go who has most.
    synchronized void put(CallerId caller, String clientId, JsonNode forClient, ArrayNode forModel) {
        purge();
        remove(caller, clientId);
        Kept result = new Kept(digest(forClient), CanonicalJson.bytes(forModel), nanoTime.getAsLong() + keepNanos);
        if (result.size() <= mostBytes) {
            Shelf shelf = shelves.computeIfAbsent(caller, unseen -> new Shelf());
            shelf.kept.put(clientId, result);
            add(shelf, result.size());
            evict();
        }
    }

    /// What the model was told; null when it is not known, or the client was told something else.
    ///
    /// @param fromClient the content that the client sends back
    @Nullable
    ArrayNode get(CallerId caller, String clientId, JsonNode fromClient) {
        byte[] bytes = bytes(caller, clientId, digest(fromClient));
        return bytes == null ? null : (ArrayNode) Trees.read(bytes);
    }

    /// What the model was told, JSON; null when it is not known, or the client was told something else.
    ///
    /// @param fromClient [#digest(JsonNode)] of the content that the client sends back
    public synchronized byte @Nullable [] bytes(CallerId caller, String clientId, byte[] fromClient) {
        purge();
        Shelf shelf = shelves.get(caller);
        Kept result = shelf == null ? null : shelf.kept.get(clientId);
        long now = nanoTime.getAsLong();
        if (shelf == null || result == null || result.until() - now <= 0 || !Sha256.same(result.client(), fromClient)) {
            return null;
        }
        shelf.kept.put(clientId, new Kept(result.client(), result.forModel(), now + keepNanos));
        return result.forModel();
    }

    /// How much is kept, in bytes.
    synchronized long size() {
        purge();
        return bytes;
    }

    private void purge() {
        long now = nanoTime.getAsLong();
        for (Shelf shelf : shelves.values()) {
            Iterator<Kept> eldest = shelf.kept.values().iterator();
            boolean over = true;
            while (over && eldest.hasNext()) {
                Kept result = eldest.next();
                over = result.until() - now <= 0;
                if (over) {
                    eldest.remove();
                    add(shelf, -result.size());
                }
            }
        }
        shelves.values().removeIf(shelf -> shelf.kept.isEmpty());
    }

    private void evict() {
        while (bytes > mostBytes) {
            Shelf fullest = Collections.max(shelves.values(), Comparator.comparingLong(shelf -> shelf.bytes));
            Iterator<Kept> eldest = fullest.kept.values().iterator();
            add(fullest, -eldest.next().size());
            eldest.remove();
        }
    }

    private void remove(CallerId caller, String clientId) {
        Shelf shelf = shelves.get(caller);
        Kept old = shelf == null ? null : shelf.kept.remove(clientId);
        if (shelf != null && old != null) {
            add(shelf, -old.size());
        }
    }

    private void add(Shelf shelf, long more) {
        shelf.bytes += more;
        bytes += more;
    }

    /// What the client was told in short: of the texts alone, however the client writes them.
    static byte[] digest(JsonNode content) {
        ArrayNode texts = Trees.array();
        if (content.isString()) {
            texts.add(content.stringValue());
        }
        for (JsonNode block : content) {
            texts.add(block.path("text").asString(""));
        }
        return Sha256.of(CanonicalJson.bytes(texts));
    }
}
