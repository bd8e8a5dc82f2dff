package io.gatehouse.models;

import io.gatehouse.protocol.Escapes;
import io.gatehouse.protocol.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A stream of events whose `error` events repeat no secret. Events of other names pass at once, byte for byte. One
/// without a name is kept back until it has ended, because any part of it may tell that it is an error; a very large
/// one passes in pieces, and is taken for an error.
final class ErrorEvents {
    private static final int LONGEST = 64 << 10;
    /// So much of a line tells which field it is, and which name it gives to its event.
    private static final int TELLING = 64;

    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] EVENT = "event:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<Secrets> secrets;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    /// The beginning of the line that has not ended.
    private final byte[] line = new byte[TELLING];

    private int length;
    private Kind kind = Kind.UNKNOWN;
    private boolean data;
    private boolean afterReturn;
    private @Nullable MaskedPieces pieces;

    private enum Kind {
        UNKNOWN,
        ERROR,
        OTHER
    }

    /// @param secrets asked for only where there is an error
    ErrorEvents(Supplier<Secrets> secrets) {
        this.secrets = secrets;
    }

    /// Takes the next bytes.
    ///
    /// @return what goes on now, perhaps nothing
    byte[] next(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + held.size());
        int at = 0;
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            if (end > at) {
                inLine(bytes, at, end, out);
            }
            if (end < bytes.length) {
                lineEnds(bytes[end], out);
            }
            at = end + 1;
        }
        return out.toByteArray();
    }

    private void inLine(byte[] bytes, int from, int to, ByteArrayOutputStream out) {
        afterReturn = false;
        int kept = Math.min(to - from, TELLING - length);
        System.arraycopy(bytes, from, line, length, kept);
        length += kept;
        (kind == Kind.OTHER ? out : held).write(bytes, from, to - from);
        passWhenLarge(out);
    }

    private void lineEnds(byte sign, ByteArrayOutputStream out) {
        boolean half = sign == '\n' && afterReturn;
        afterReturn = sign == '\r';
        (kind == Kind.OTHER || half && held.size() == 0 ? out : held).write(sign);
        if (!half) {
            if (length == 0) {
                out.writeBytes(rest());
                kind = Kind.UNKNOWN;
                data = false;
            } else {
                decide(out);
                length = 0;
            }
        }
        passWhenLarge(out);
    }

    private void decide(ByteArrayOutputStream out) {
        int from = starts(MARK, 0) ? MARK.length : 0;
        if (!starts(EVENT, from)) {
            data |= starts(DATA, from);
            return;
        }
        int name = from + EVENT.length;
        if (new String(line, name, length - name, StandardCharsets.ISO_8859_1)
                .strip()
                .equals("error")) {
            kind = Kind.ERROR;
        } else if (kind == Kind.UNKNOWN && !data) {
            out.writeBytes(held.toByteArray());
            held.reset();
            kind = Kind.OTHER;
        }
    }

    private boolean starts(byte[] text, int from) {
        return length - from >= text.length && Arrays.equals(line, from, from + text.length, text, 0, text.length);
    }

    private void passWhenLarge(ByteArrayOutputStream out) {
        if (held.size() > LONGEST) {
            pass(out);
        }
    }

    /// Lets a part of a very large event pass.
    private void pass(ByteArrayOutputStream out) {
        kind = Kind.ERROR;
        if (pieces == null) {
            pieces = new MaskedPieces(secrets.get());
        }
        out.writeBytes(pieces.next(held.toByteArray()));
        held.reset();
    }

    /// What is still kept back; nothing is afterwards.
    byte[] rest() {
        byte[] bytes = held.toByteArray();
        held.reset();
        MaskedPieces begun = pieces;
        if (begun != null) {
            pieces = null;
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(begun.next(bytes));
            all.writeBytes(begun.rest());
            return all.toByteArray();
        }
        boolean error = kind == Kind.ERROR || kind == Kind.UNKNOWN && (!data || tellsError(bytes));
        return error && bytes.length > 0 ? MaskedPieces.masked(secrets.get(), bytes) : bytes;
    }

    private static boolean tellsError(byte[] event) {
        return Escapes.json(new String(event, StandardCharsets.ISO_8859_1)).contains("\"error\"");
    }
}
