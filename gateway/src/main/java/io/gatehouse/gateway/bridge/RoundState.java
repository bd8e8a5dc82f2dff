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

    /// The bytes that are sealed. A state of a server is written as JSON, where nothing is lost that is no Unicode.
    default byte[] toBytes() {
        return switch (this) {
            case OfServer server -> {
                byte[] state = Json.quoted(server.state());
                yield ByteBuffer.allocate(1 + state.length)
                        .put((byte) 'S')
                        .put(state)
                        .array();
            }
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

    /// What [#toBytes()] wrote; null when it is anything else.
    static @Nullable RoundState read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte kind = buffer.hasRemaining() ? buffer.get() : 0;
        if (kind == 'S' && buffer.remaining() > 1) {
            return new OfServer(Json.unquote(new Slice(bytes, buffer.position(), buffer.remaining())));
        }
        if (kind == 'P' && buffer.remaining() > Integer.BYTES) {
            int round = buffer.getInt();
            return new Parked(StandardCharsets.UTF_8.decode(buffer).toString(), round);
        }
        return null;
    }
}
