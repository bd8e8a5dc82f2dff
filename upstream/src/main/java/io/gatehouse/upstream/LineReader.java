package io.gatehouse.upstream;

import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/// Splits a stream into lines in time linear in its length, whatever the lines' sizes. A carriage return before
/// the end of a line is dropped, so are empty lines.
final class LineReader {
    private static final int CHUNK = 64 << 10;

    private final InputStream input;
    private final int maxLineBytes;
    private byte[] buffer = new byte[CHUNK];
    private int start;
    private int scanned;
    private int end;

    LineReader(InputStream input, int maxLineBytes) {
        this.input = input;
        this.maxLineBytes = maxLineBytes;
    }

    /// A line was longer than allowed.
    static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1;

        LineTooLongException(int maxLineBytes) {
            super("a line on its standard output was longer than " + maxLineBytes + " bytes");
        }
    }

    /// Hands every line to `line` until the stream ends; an unfinished last line too.
    ///
    /// @throws LineTooLongException as soon as a line exceeds the bound
    void forEach(Consumer<Slice> line) throws IOException {
        while (fill()) {
            for (; scanned < end; scanned++) {
                if (buffer[scanned] == '\n') {
                    emit(line, scanned);
                    start = scanned + 1;
                } else if (scanned - start >= maxLineBytes) {
                    throw new LineTooLongException(maxLineBytes);
                }
            }
        }
        emit(line, end);
    }

    private boolean fill() throws IOException {
        if (start == end) {
            start = 0;
            scanned = 0;
            end = 0;
            if (buffer.length > CHUNK) {
                buffer = new byte[CHUNK];
            }
        } else if (end == buffer.length) {
            makeRoom();
        }
        int count = input.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count >= 0;
    }

    private void makeRoom() {
        int length = end - start;
        int capacity = length <= buffer.length / 2 ? buffer.length : Math.max(CHUNK, Math.multiplyExact(length, 2));
        byte[] target = capacity == buffer.length ? buffer : new byte[capacity];
        System.arraycopy(buffer, start, target, 0, length);
        buffer = target;
        scanned -= start;
        start = 0;
        end = length;
    }

    private void emit(Consumer<Slice> line, int lineEnd) {
        int last = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        if (last > start) {
            line.accept(Slice.of(Arrays.copyOfRange(buffer, start, last)));
        }
    }
}
