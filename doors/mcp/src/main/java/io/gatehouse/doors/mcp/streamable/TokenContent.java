package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.ReplicaId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The bytes inside a token: id, replica, revision, length of the capabilities, capabilities, client info.
final class TokenContent {
    private static final int REVISION_BYTES = 10;
    static final int ID_BYTES = 16;
    static final int HEAD_BYTES = ID_BYTES + Long.BYTES + REVISION_BYTES + Character.BYTES;

    private TokenContent() {}

    static byte[] write(
            byte[] id,
            ReplicaId replica,
            Revision revision,
            @Nullable ObjectView capabilities,
            @Nullable ObjectView clientInfo) {
        byte[] declared =
                capabilities == null ? new byte[0] : capabilities.whole().bytes();
        byte[] info = clientInfo == null ? new byte[0] : clientInfo.whole().bytes();
        return ByteBuffer.allocate(HEAD_BYTES + declared.length + info.length)
                .put(id)
                .putLong(replica.value())
                .put(revision.id().getBytes(StandardCharsets.US_ASCII))
                .putChar((char) declared.length)
                .put(declared)
                .put(info)
                .array();
    }

    /// What [#write] wrote; null when it is anything else.
    static @Nullable SessionToken read(Opened.Content opened) {
        byte[] content = opened.bytes();
        if (content.length < HEAD_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(content);
        byte[] id = new byte[ID_BYTES];
        byte[] revision = new byte[REVISION_BYTES];
        buffer.get(id);
        ReplicaId replica = new ReplicaId(buffer.getLong());
        buffer.get(revision);
        int declared = buffer.getChar();
        int info = content.length - HEAD_BYTES - declared;
        Revision known =
                Revision.of(new String(revision, StandardCharsets.US_ASCII)).orElse(null);
        if (known == null || info < 0) {
            return null;
        }
        try {
            return new SessionToken(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                    known,
                    object(content, HEAD_BYTES, declared),
                    object(content, HEAD_BYTES + declared, info),
                    opened.sealedAt(),
                    replica);
        } catch (MalformedJsonException notOurs) {
            return null;
        }
    }

    private static @Nullable ObjectView object(byte[] content, int offset, int length) throws MalformedJsonException {
        return length == 0 ? null : ObjectView.read(new Slice(content, offset, length));
    }
}
