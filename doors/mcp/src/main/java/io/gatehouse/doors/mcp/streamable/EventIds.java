package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.Caller;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.Seal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes and opens the ids of events, sealed texts that open for the owner of their stream only. Safe for use by
/// several threads.
final class EventIds {
    private static final String PURPOSE = "event";
    private static final int HEAD_BYTES = 3 * Long.BYTES;
    /// Four bytes for each character of a request's id.
    private static final int LARGEST = HEAD_BYTES + 256;

    private final Seal seal;
    private final ReplicaId replica;

    /// @param maxAge how long an id opens; that its stream is still there is another question
    /// @param replica what this process is called
    EventIds(KeyRing keys, Duration maxAge, InstantSource clock, ReplicaId replica) {
        this.replica = replica;
        this.seal = new Seal(keys, PURPOSE, maxAge, Seal.length(LARGEST), clock);
    }

    /// What this process is called in the ids.
    ReplicaId replica() {
        return replica;
    }

    String seal(long stream, long number, String request, StreamOwner owner) {
        byte[] name = request.getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(HEAD_BYTES + name.length)
                .putLong(replica.value())
                .putLong(stream)
                .putLong(number)
                .put(name)
                .array();
        return Objects.requireNonNull(
                seal.seal(content, owner.toolset(), owner.session().id(), caller(owner)));
    }

    /// What an id says; null when it is none, is too old, or belongs to a stream of another owner.
    @Nullable
    EventId open(String text, StreamOwner owner) {
        return open(text, owner.toolset(), owner.session().id(), owner.caller());
    }

    /// [#open(String, StreamOwner)] by the id of the session, which another process may hold.
    @Nullable
    EventId open(String text, String toolset, String session, Caller caller) {
        return switch (seal.open(text, toolset, session, caller.sessionOwner())) {
            case Opened.Content content -> read(content.bytes());
            case Opened.Expired expired -> null;
            case Opened.Refused refused -> null;
        };
    }

    private static @Nullable EventId read(byte[] content) {
        if (content.length < HEAD_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(content);
        return new EventId(
                new ReplicaId(buffer.getLong()),
                buffer.getLong(),
                buffer.getLong(),
                new String(content, HEAD_BYTES, content.length - HEAD_BYTES, StandardCharsets.UTF_8));
    }

    private static String caller(StreamOwner owner) {
        return owner.caller().sessionOwner();
    }
}
