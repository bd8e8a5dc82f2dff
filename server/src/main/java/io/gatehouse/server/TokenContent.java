package io.gatehouse.server;

import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The bytes inside a token: id, time, revision, length of the capabilities, capabilities, client info.
final class TokenContent {
    private static final int REVISION_BYTES = 10;
    private static final int HEAD_BYTES = TokenSeal.ID_BYTES + Long.BYTES + REVISION_BYTES + Character.BYTES;

    private TokenContent() {}

    static byte[] write(
            byte[] id,
            Revision revision,
            long issuedAt,
            @Nullable ObjectView capabilities,
            @Nullable ObjectView clientInfo) {
        byte[] declared =
                capabilities == null ? new byte[0] : capabilities.whole().bytes();
        byte[] info = clientInfo == null ? new byte[0] : clientInfo.whole().bytes();
        return ByteBuffer.allocate(HEAD_BYTES + declared.length + info.length)
                .put(id)
                .putLong(issuedAt)
                .put(revision.id().getBytes(StandardCharsets.US_ASCII))
                .putChar((char) declared.length)
                .put(declared)
                .put(info)
                .array();
    }

    /// What [#write] wrote; null when it is anything else.
    static @Nullable SessionToken read(byte[] content) {
        if (content.length < HEAD_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(content);
        byte[] id = new byte[TokenSeal.ID_BYTES];
        byte[] revision = new byte[REVISION_BYTES];
        buffer.get(id);
        long issuedAt = buffer.getLong();
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
                    issuedAt);
        } catch (MalformedJsonException notOurs) {
            return null;
        }
    }

    private static @Nullable ObjectView object(byte[] content, int offset, int length) throws MalformedJsonException {
        return length == 0 ? null : ObjectView.read(new Slice(content, offset, length));
    }
}
