package io.gatehouse.upstream.call;

import io.gatehouse.protocol.Secrets;
import io.gatehouse.upstream.settings.ServerSecrets;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// The last lines that a server wrote on standard error, how its calls failed, and how its state changed, for
/// operators: with secrets hidden, bounded in lines and characters. Each thing that happened is in it once.
public final class ServerLog {
    /// How many of the last lines are kept.
    public static final int KEPT_LINES = 100;

    private static final int MOST_CHARACTERS = 256 << 10;
    private static final String LAST_LINES = "; its last lines: ";

    private final Secrets secrets;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long number;
    private int characters;
    private String lastFailure = "";

    /// An empty log of a server with these settings.
    public ServerLog(ServerSettings settings) {
        this.secrets = ServerSecrets.of(settings);
    }

    /// Begins with what another log of the same server holds: new settings do not take away what was.
    public void continues(ServerLog before) {
        for (Line line : before.after(0)) {
            add(new Line(line.number(), line.time(), line.origin(), secrets.hide(line.text())));
        }
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

    /// Takes a line that the server wrote to its standard error, without the line end.
    public void stderr(String line) {
        add(Origin.STDERR, line);
    }

    /// What to do where this log says more.
    public static String remedy(String server) {
        return "see `gatehouse logs " + server + "`";
    }

    /// The last lines of a program, as the end of what happened to it; empty when there are none.
    public static String lastLines(List<String> lines) {
        return lines.isEmpty() ? "" : LAST_LINES + String.join(" | ", lines);
    }

    /// Notes a change of its state. What a failed call has just told is not told again.
    public synchronized void state(ServerPhase phase, String problem) {
        String why = withoutLastLines(problem);
        String told = why.isEmpty() || why.equals(lastFailure) ? "" : ": " + why;
        lastFailure = "";
        add(Origin.STATE, phase.name().toLowerCase(Locale.ROOT) + told);
    }

    /// Notes that calls are held back from now on.
    public void held(String text) {
        add(Origin.STATE, text);
    }

    /// Notes a failed call.
    ///
    /// @return the same failure with secrets hidden from operators
    public CallFailure failed(CallFailure failure) {
        Told operator = hidden(failure.operator());
        if (failure.kind() != CallFailure.Kind.CANCELLED) {
            note(new Told(withoutLastLines(operator.happened()), operator.remedy()));
        }
        return new CallFailure(
                failure.kind(), failure.server(), failure.outcome(), failure.caller(), operator, failure.nextTry());
    }

    /// What is replaced by `***` in everything that is kept here.
    public Secrets secrets() {
        return secrets;
    }

    private synchronized void note(Told failure) {
        lastFailure = failure.happened();
        boolean here = failure.remedy().contains("`gatehouse logs ");
        add(Origin.FAILURE, here ? failure.happened() : failure.text());
    }

    /// They are lines of this log already.
    private static String withoutLastLines(String happened) {
        int at = happened.indexOf(LAST_LINES);
        return at < 0 ? happened : happened.substring(0, at);
    }

    private Told hidden(Told told) {
        return new Told(secrets.hide(told.happened()), secrets.hide(told.remedy()));
    }

    private void add(Origin origin, String text) {
        add(new Line(0, Instant.now(), origin, text));
    }

    private synchronized void add(Line line) {
        number = line.number() > 0 ? line.number() : number + 1;
        lines.addLast(new Line(number, line.time(), line.origin(), line.text()));
        characters += line.text().length();
        while (lines.size() > KEPT_LINES || characters > MOST_CHARACTERS && lines.size() > 1) {
            characters -= lines.removeFirst().text().length();
        }
    }
}
