package io.gatehouse.upstream.child;

import io.gatehouse.protocol.LineReader;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/// Reads what a child writes on standard output: lines of bounded length, in time linear in their length.
final class StdoutReader implements LineReader.Lines, LineReader.Room {
    private final int maxLineBytes;
    private final ChildProcess.Listener listener;
    private final Consumer<Slice> line;

    /// @param listener is asked for room, and told of lines that were dropped
    StdoutReader(int maxLineBytes, ChildProcess.Listener listener, Consumer<Slice> line) {
        this.maxLineBytes = maxLineBytes;
        this.listener = listener;
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
        LineReader lines = new LineReader(maxLineBytes, this, this);
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
    public boolean take(int bytes) {
        return listener.room(bytes);
    }

    @Override
    public void give() {
        listener.give();
    }

    @Override
    public void dropped(String beginning, String ending) {
        listener.dropped(beginning, ending);
    }

    @Override
    public void tooLong(String beginning) {
        listener.tooLong(beginning);
        throw new LineTooLongException(maxLineBytes);
    }
}
