package io.gatehouse.doors.front.replicas;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What one replica wants of another, as it is sealed into the header of its request.
///
/// @param to whom it is for; 0 for whoever answers at the address
/// @param from who sends it
/// @param number of the request among those of its sender, from 1
/// @param digest SHA-256 of what is not sealed: the body, and the headers that say who calls
/// @param subject the id of a session, for [Kind#HOLDS]; the client's address, for [Kind#PASS]
/// @param prefix what a proxy took away in front of the path, for [Kind#PASS]
record Errand(Kind kind, long to, long from, long number, byte[] digest, String subject, String prefix) {
    static final int DIGEST_BYTES = 32;
    /// The most bytes of subject and prefix together.
    static final int MOST_TEXT = 1_024;
    static final int HEAD_BYTES = 1 + 3 * Long.BYTES + DIGEST_BYTES + Character.BYTES;

    /// The kinds of errands.
    enum Kind {
        /// Who are you?
        HELLO,
        /// Do you hold this session?
        HOLDS,
        /// Answer this request of a client.
        PASS
    }

    byte[] toBytes() {
        byte[] first = subject.getBytes(StandardCharsets.UTF_8);
        byte[] second = prefix.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD_BYTES + first.length + second.length)
                .put((byte) kind.ordinal())
                .putLong(to)
                .putLong(from)
                .putLong(number)
                .put(digest)
                .putChar((char) first.length)
                .put(first)
                .put(second)
                .array();
    }

    /// What [#toBytes()] wrote; null when it is anything else.
    static @Nullable Errand read(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int kind = buffer.get();
            long to = buffer.getLong();
            long from = buffer.getLong();
            long number = buffer.getLong();
            byte[] digest = new byte[DIGEST_BYTES];
            buffer.get(digest);
            byte[] subject = new byte[buffer.getChar()];
            buffer.get(subject);
            String prefix = StandardCharsets.UTF_8.decode(buffer).toString();
            return kind < 0 || kind >= Kind.values().length
                    ? null
                    : new Errand(
                            Kind.values()[kind],
                            to,
                            from,
                            number,
                            digest,
                            new String(subject, StandardCharsets.UTF_8),
                            prefix);
        } catch (BufferUnderflowException tooShort) {
            return null;
        }
    }
}
