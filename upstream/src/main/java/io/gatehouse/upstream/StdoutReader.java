package io.gatehouse.upstream;

import io.gatehouse.protocol.LineReader;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/// Reads what a child writes on standard output: lines of bounded length, in time linear in their length.
final class StdoutReader implements LineReader.Lines {
    private final int maxLineBytes;
    private final Consumer<Slice> line;

    StdoutReader(int maxLineBytes, Consumer<Slice> line) {
        this.maxLineBytes = maxLineBytes;
        this.line = line;
    }

    /// A line was longer than allowed.
    static final class LineTooLongException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LineTooLongException(int maxLineBytes) {
            super("a line on its standard output was longer than " + maxLineBytes + " bytes");
        }
    }

    /// Reads until the stream ends; an unfinished last line is a line too.
    ///
    /// @throws LineTooLongException as soon as a line exceeds the bound
    void forEach(InputStream input) throws IOException {
        LineReader lines = new LineReader(maxLineBytes, this);
        byte[] chunk = new byte[64 << 10];
        for (int count; (count = input.read(chunk)) >= 0; ) {
            lines.read(chunk, 0, count);
        }
        lines.end();
    }

    @Override
    public void line(Slice next) {
        line.accept(next);
    }

    @Override
    public void tooLong(String beginning) {
        throw new LineTooLongException(maxLineBytes);
    }
}
