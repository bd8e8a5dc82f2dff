package io.gatehouse.upstream.child;

import io.gatehouse.protocol.Secrets;
import io.gatehouse.protocol.ShortText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Reads what a child writes on standard error as plain text for people: lines cut to a bound, without control
/// characters, escape sequences, overrides of the writing direction and secrets. Keeps the last ones.
public final class StderrReader {
    /// The longest line that is kept, in bytes; the rest of a longer one is dropped.
    public static final int MAX_LINE_BYTES = 4096;

    private static final Pattern HIDDEN =
            Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[@-Z\\\\^_])"
                    + "|[\\p{Cc}&&[^\t]]|[\u202a-\u202e\u2066-\u2069]");

    private final int keptLines;
    private final Secrets secrets;
    private final int readBytes;
    private final Deque<String> kept = new ArrayDeque<>();

    /// @param keptLines how many of the last lines are kept
    /// @param secrets what is replaced by `***` in them
    public StderrReader(int keptLines, Secrets secrets) {
        this.keptLines = keptLines;
        this.secrets = secrets;
        // So much more that no half of a secret is left where a line is cut.
        this.readBytes = MAX_LINE_BYTES + secrets.longest();
    }

    /// Reads until the stream ends; `line` gets every line that is not blank.
    public void forEach(InputStream input, Consumer<String> line) throws IOException {
        byte[] chunk = new byte[8192];
        ByteArrayOutputStream current = new ByteArrayOutputStream();
        boolean cut = false;
        for (int count; (count = input.read(chunk)) >= 0; ) {
            for (int at = 0; at < count; at++) {
                byte next = chunk[at];
                if (next == '\n' || next == '\r') {
                    emit(current, cut, line);
                    cut = false;
                } else if (current.size() < readBytes) {
                    current.write(next);
                } else {
                    cut = true;
                }
            }
        }
        emit(current, cut, line);
    }

    /// The last lines, oldest first.
    List<String> tail() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    private void emit(ByteArrayOutputStream current, boolean cut, Consumer<String> line) {
        String shown = secrets.hide(HIDDEN.matcher(current.toString(StandardCharsets.UTF_8))
                .replaceAll("")
                .stripTrailing());
        current.reset();
        if (shown.isEmpty()) {
            return;
        }
        boolean hidden = cut && shown.length() <= MAX_LINE_BYTES;
        String whole = ShortText.of(shown, MAX_LINE_BYTES) + (hidden ? "…" : "");
        synchronized (kept) {
            kept.addLast(whole);
            if (kept.size() > keptLines) {
                kept.removeFirst();
            }
        }
        line.accept(whole);
    }
}
