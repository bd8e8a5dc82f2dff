package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.Caller;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
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
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(Caller caller, String clientId) {}

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

    /// Keeps a result; the oldest go when there is no room.
    synchronized void put(Caller caller, String clientId, ArrayNode forClient, ArrayNode forModel) {
        purge();
        remove(new Key(caller, clientId));
        Kept result = new Kept(digest(forClient), CanonicalJson.bytes(forModel), nanoTime.getAsLong() + keepNanos);
        if (result.size() <= mostBytes) {
            kept.put(new Key(caller, clientId), result);
            bytes += result.size();
            evict();
        }
    }

    /// What the model was told; null when it is not known, or the client was told something else.
    ///
    /// @param fromClient the content that the client sends back
    synchronized @Nullable ArrayNode get(Caller caller, String clientId, JsonNode fromClient) {
        purge();
        Key key = new Key(caller, clientId);
        Kept result = kept.get(key);
        long now = nanoTime.getAsLong();
        if (result == null
                || result.until() - now <= 0
                || !MessageDigest.isEqual(result.client(), digest(fromClient))) {
            return null;
        }
        kept.put(key, new Kept(result.client(), result.forModel(), now + keepNanos));
        return (ArrayNode) Trees.MAPPER.readTree(result.forModel());
    }

    /// How much is kept, in bytes.
    synchronized long size() {
        purge();
        return bytes;
    }

    private void purge() {
        long now = nanoTime.getAsLong();
        Iterator<Kept> eldest = kept.values().iterator();
        while (eldest.hasNext()) {
            Kept result = eldest.next();
            if (result.until() - now > 0) {
                return;
            }
            bytes -= result.size();
            eldest.remove();
        }
    }

    private void evict() {
        Iterator<Kept> eldest = kept.values().iterator();
        while (bytes > mostBytes && eldest.hasNext()) {
            bytes -= eldest.next().size();
            eldest.remove();
        }
    }

    private void remove(Key key) {
        Kept old = kept.remove(key);
        bytes -= old == null ? 0 : old.size();
    }

    /// Of the texts alone, however the client writes them.
    private static byte[] digest(JsonNode content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ArrayNode texts = Trees.array();
            if (content.isString()) {
                texts.add(content.stringValue());
            }
            for (JsonNode block : content) {
                texts.add(block.path("text").asString(""));
            }
            return digest.digest(CanonicalJson.bytes(texts));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
