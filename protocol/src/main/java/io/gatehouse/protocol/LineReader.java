package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Cuts a stream of bytes into lines as it arrives (stdio transport: one message a line). Lines end with LF or CRLF;
/// blank ones are skipped. Each line given out has an array of its own. For one thread at a time.
public final class LineReader {
    private static final int FIRST_CAPACITY = 512;
    private static final int BEGINNING = 200;

    private final int maxBytes;
    private final Lines lines;
    private byte[] pending = {};
    private int size;
    private boolean skipping;

    /// Gets the lines.
    public interface Lines {
        /// A line without its line end, never blank.
        void line(Slice line);

        /// A line grew past the bound; the rest of it is skipped. `beginning` is what it started with, for a report.
        void tooLong(String beginning);
    }

    /// @param maxBytes the bound on one line, in bytes, without its line end
    public LineReader(int maxBytes, Lines lines) {
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
        grow(size + to - from);
        System.arraycopy(chunk, from, pending, size, to - from);
        size += to - from;
    }

    private void finish() {
        int length = size > 0 && pending[size - 1] == '\r' ? size - 1 : size;
        if (length > maxBytes) {
            tooLong(length);
        } else if (!blank(length)) {
            byte[] line = Arrays.copyOf(pending, length);
            release();
            lines.line(Slice.of(line));
        }
        release();
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
            long doubled = Math.max(FIRST_CAPACITY, 2L * pending.length);
            pending = Arrays.copyOf(pending, (int) Math.max(needed, Math.min(doubled, maxBytes + (long) BEGINNING)));
        }
    }
}
