package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of bytes into lines as it arrives (stdio transport: one message a line). Lines end with LF or CRLF;
/// blank ones are skipped. Each line given out has an array of its own. For one thread at a time.
public final class LineReader {
    private static final int FIRST_CAPACITY = 512;
    private static final int BEGINNING = 200;
    /// Lines of up to so many bytes need not ask for room.
    public static final int SMALL = 64 << 10;

    private final int maxBytes;
    private final Lines lines;
    private byte[] pending = {};
    private int size;
    private boolean skipping;
    private @Nullable StringBuilder ending;
    private long dropped;
    private String beginning = "";
    private boolean large;
    private final Room room;

    /// Gets the lines.
    public interface Lines {
        /// A line without its line end, never blank.
        void line(Slice line);

        /// A line grew past the bound, whether there was room for it or not; the rest of it is skipped. `beginning` is
        /// what it started with, for a report.
        void tooLong(String beginning);

        /// There was no room for a line, and it was dropped.
        ///
        /// @param beginning what it started with
        /// @param ending what it ended with
        default void dropped(String beginning, String ending) {}
    }

    /// Is asked before a line takes more memory.
    public interface Room {
        /// A line is about to take so many bytes.
        ///
        /// @return false when there is no room, and the line has to be dropped
        boolean take(int bytes);

        /// The line was given out or dropped.
        void give();
    }

    private static final Room ENDLESS = new Room() {
        @Override
        public boolean take(int bytes) {
            return true;
        }

        @Override
        public void give() {}
    };

    /// @param maxBytes the bound on one line, in bytes, without its line end
    public LineReader(int maxBytes, Lines lines) {
        this(maxBytes, lines, ENDLESS);
    }

    /// @param maxBytes the bound on one line, in bytes, without its line end
    /// @param room is asked for lines of more than [#SMALL] bytes
    public LineReader(int maxBytes, Lines lines, Room room) {
        this.room = room;
        this.maxBytes = maxBytes;
        this.lines = lines;
    }

    /// Takes the next bytes of the stream; the array may be used again afterwards.
    public void read(byte[] chunk, int offset, int length) {
        int from = offset;
        int end = offset + length;
        for (int at = offset; at < end; at++) {
            if (chunk[at] == '\n') {
                take(chunk, from, at);
                finish();
                from = at + 1;
            }
        }
        take(chunk, from, end);
    }

    /// Takes the end of the stream: what came after the last line end is a line too.
    public void end() {
        finish();
    }

    private void take(byte[] chunk, int from, int to) {
        if (ending != null) {
            remember(ending, chunk, from, to);
            dropped += to - from;
            if (dropped > maxBytes + 1L) {
                ending = null;
                skipping = true;
                lines.tooLong(beginning);
            }
            return;
        }
        if (skipping || from == to) {
            return;
        }
        // One byte more than the bound may turn out to be the CR of the line end.
        if (to - from > maxBytes + 1L - size) {
            int room = Math.min(BEGINNING, to - from);
            grow(size + room);
            System.arraycopy(chunk, from, pending, size, room);
            tooLong(size + room);
            skipping = true;
            return;
        }
        int needed = size + to - from;
        if (needed > SMALL && needed > pending.length && !roomFor(needed)) {
            beginning = new String(pending, 0, Math.min(BEGINNING, size), StandardCharsets.UTF_8);
            StringBuilder last = new StringBuilder();
            remember(last, chunk, from, to);
            ending = last;
            dropped = needed;
            release();
            gaveOut();
            return;
        }
        grow(needed);
        System.arraycopy(chunk, from, pending, size, to - from);
        size = needed;
    }

    private boolean roomFor(int needed) {
        large = true;
        return room.take(grown(needed));
    }

    private static void remember(StringBuilder ending, byte[] chunk, int from, int to) {
        int length = Math.min(BEGINNING, to - from);
        ending.append(new String(chunk, to - length, length, StandardCharsets.ISO_8859_1));
        ending.delete(0, Math.max(0, ending.length() - BEGINNING));
    }

    private void gaveOut() {
        if (large) {
            large = false;
            room.give();
        }
    }

    private void finish() {
        StringBuilder last = ending;
        if (last != null) {
            ending = null;
            lines.dropped(beginning, last.toString());
            return;
        }
        int length = size > 0 && pending[size - 1] == '\r' ? size - 1 : size;
        if (length > maxBytes) {
            tooLong(length);
        } else if (!blank(length)) {
            byte[] line = Arrays.copyOf(pending, length);
            release();
            lines.line(Slice.of(line));
        }
        release();
        gaveOut();
        skipping = false;
    }

    private void tooLong(int known) {
        String beginning = new String(pending, 0, Math.min(BEGINNING, known), StandardCharsets.UTF_8);
        release();
        lines.tooLong(beginning);
    }

    /// A buffer that one large message made is not kept for the small ones after it.
    private void release() {
        size = 0;
        if (pending.length > 1 << 16) {
            pending = new byte[0];
        }
    }

    private boolean blank(int length) {
        for (int at = 0; at < length; at++) {
            if (pending[at] != ' ' && pending[at] != '\t' && pending[at] != '\r') {
                return false;
            }
        }
        return true;
    }

    private void grow(int needed) {
        if (needed > pending.length) {
            pending = Arrays.copyOf(pending, grown(needed));
        }
    }

    private int grown(int needed) {
        long doubled = Math.max(FIRST_CAPACITY, 2L * pending.length);
        return (int) Math.max(needed, Math.min(doubled, maxBytes + (long) BEGINNING));
    }
}
