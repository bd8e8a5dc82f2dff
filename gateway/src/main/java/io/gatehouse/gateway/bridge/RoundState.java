package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the `requestState` of a call stands for (2026-07-28, multi round-trip requests).
public sealed interface RoundState {
    /// The state that a server of 2026-07-28 gave the call.
    ///
    /// @param state as the server wrote it
    record OfServer(String state) implements RoundState {}

    /// A call to an older server that waits in this gateway for the answers to its questions.
    ///
    /// @param id of the call
    /// @param round how often it had asked when the state was made
    record Parked(String id, int round) implements RoundState {}

    /// A task of a server of 2026-07-28 that waits for the client's answers; the client does not know of the task.
    ///
    /// @param own the id that the server gave it
    record OfTask(String own) implements RoundState {}

    /// The bytes that are sealed. A state of a server is written as JSON, where nothing is lost that is no Unicode.
    default byte[] toBytes() {
        return switch (this) {
            case OfServer server -> text('S', server.state());
            case OfTask task -> text('T', task.own());
            case Parked parked -> {
                byte[] id = parked.id().getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(1 + Integer.BYTES + id.length)
                        .put((byte) 'P')
                        .putInt(parked.round())
                        .put(id)
                        .array();
            }
        };
    }

    private static byte[] text(char kind, String text) {
        byte[] quoted = Json.quoted(text);
        return ByteBuffer.allocate(1 + quoted.length)
                .put((byte) kind)
                .put(quoted)
                .array();
    }

    /// What [#toBytes()] wrote; null when it is anything else.
    static @Nullable RoundState read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte kind = buffer.hasRemaining() ? buffer.get() : 0;
        if ((kind == 'S' || kind == 'T') && buffer.remaining() > 1) {
            String text = Json.unquote(new Slice(bytes, buffer.position(), buffer.remaining()));
            return kind == 'S' ? new OfServer(text) : new OfTask(text);
        }
        if (kind == 'P' && buffer.remaining() > Integer.BYTES) {
            int round = buffer.getInt();
            return new Parked(StandardCharsets.UTF_8.decode(buffer).toString(), round);
        }
        return null;
    }
}
