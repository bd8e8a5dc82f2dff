package io.gatehouse.models;

import io.gatehouse.protocol.Escapes;
import io.gatehouse.protocol.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A stream of events whose `error` events repeat no secret. Events of other names pass at once, byte for byte. One
/// without a name is kept back until it has ended, because any part of it may tell that it is an error; a very large
/// one passes in pieces, and is taken for an error.
final class ErrorEvents {
    private static final int LONGEST = 64 << 10;
    /// So much of a line tells which field it is, and which name it gives to its event.
    private static final int TELLING = 64;

    private static final String MARK = "\u00ef\u00bb\u00bf";
    private static final String EVENT = "event:";

    private final Supplier<Secrets> secrets;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final StringBuilder line = new StringBuilder(TELLING);
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
        for (byte each : bytes) {
            boolean half = each == '\n' && afterReturn;
            afterReturn = each == '\r';
            if (kind == Kind.OTHER || half && held.size() == 0) {
                out.write(each);
            } else {
                held.write(each);
            }
            if (!half) {
                take(each, out);
            }
            if (held.size() > LONGEST) {
                pass(out);
            }
        }
        return out.toByteArray();
    }

    private void take(byte each, ByteArrayOutputStream out) {
        if (each != '\n' && each != '\r') {
            if (line.length() < TELLING) {
                line.append((char) (each & 0xff));
            }
        } else if (line.isEmpty()) {
            out.writeBytes(rest());
            kind = Kind.UNKNOWN;
            data = false;
        } else {
            decide(out);
            line.setLength(0);
        }
    }

    private void decide(ByteArrayOutputStream out) {
        int from = line.indexOf(MARK) == 0 ? MARK.length() : 0;
        if (line.indexOf(EVENT, from) != from) {
            data |= line.indexOf("data", from) == from;
        } else if (line.substring(from + EVENT.length()).strip().equals("error")) {
            kind = Kind.ERROR;
        } else if (kind == Kind.UNKNOWN && !data) {
            out.writeBytes(held.toByteArray());
            held.reset();
            kind = Kind.OTHER;
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
