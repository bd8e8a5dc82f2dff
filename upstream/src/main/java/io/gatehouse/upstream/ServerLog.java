package io.gatehouse.upstream;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last that a server wrote on standard error, how its calls failed, and how it changed, for operators: with
/// secrets
/// hidden, bounded in lines and characters.
public final class ServerLog {
    /// How many lines are kept at least.
    public static final int LEAST_LINES = 100;

    private static final int MOST_CHARACTERS = 256 << 10;

    private final Secrets secrets;
    private final int most;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long number;
    private int characters;

    /// An empty log of a server with these settings.
    public ServerLog(ServerSettings settings) {
        this.secrets = Secrets.of(settings);
        this.most = Math.max(LEAST_LINES, settings.child().stderrLines());
    }

    /// Where a line comes from.
    public enum Origin {
        /// The program wrote it on standard error.
        STDERR,
        /// A call failed.
        FAILURE,
        /// The server changed its state.
        STATE
    }

    /// One line.
    ///
    /// @param number greater than that of every line before
    public record Line(long number, Instant time, Origin origin, String text) {}

    /// The lines with a greater number than this, oldest first; all for 0.
    public synchronized List<Line> after(long last) {
        return lines.stream().filter(line -> line.number() > last).toList();
    }

    void stderr(String line) {
        add(Origin.STDERR, line);
    }

    void state(Phase phase, String problem) {
        add(Origin.STATE, phase.name().toLowerCase(java.util.Locale.ROOT) + (problem.isEmpty() ? "" : ": " + problem));
    }

    /// Notes a failed call.
    ///
    /// @return the same failure with secrets hidden from operators
    CallFailure failed(CallFailure failure) {
        Told operator = hidden(failure.operator());
        if (failure.kind() != CallFailure.Kind.CANCELLED) {
            add(Origin.FAILURE, operator.happened());
        }
        return new CallFailure(
                failure.kind(), failure.server(), failure.outcome(), failure.caller(), operator, failure.nextTry());
    }

    Secrets secrets() {
        return secrets;
    }

    private Told hidden(Told told) {
        return new Told(secrets.hide(told.happened()), secrets.hide(told.remedy()));
    }

    private synchronized void add(Origin origin, String text) {
        lines.addLast(new Line(++number, Instant.now(), origin, text));
        characters += text.length();
        while (lines.size() > most || characters > MOST_CHARACTERS && lines.size() > 1) {
            characters -= lines.removeFirst().text().length();
        }
    }
}
