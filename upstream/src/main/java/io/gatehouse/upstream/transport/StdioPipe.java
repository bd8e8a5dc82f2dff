package io.gatehouse.upstream.transport;

import io.gatehouse.http.memory.ByteBudget;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.child.ChildExit;
import io.gatehouse.upstream.child.ChildProcess;
import io.gatehouse.upstream.child.ChildProcessException;
import io.gatehouse.upstream.settings.ChildSettings;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The standard streams of a child process.
final class StdioPipe implements Pipe, ChildProcess.Listener {
    private static final System.Logger LOG = System.getLogger(StdioPipe.class.getName());
    private static final int SHOWN_LINES = 5;
    private static final int MOST_FIRST = 100;
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final String server;
    private final ServerLog log;
    private final String account;
    private final ByteBudget answers;
    private final Deque<String> before;
    private final Deque<String> first = new ArrayDeque<>();
    private long held;
    private @Nullable DuplexConnection connection;
    private volatile @Nullable ChildProcess child;
    private final CompletableFuture<String> ending = new CompletableFuture<>();

    /// @param answers the memory for large messages
    /// @param before the first lines that the program wrote on standard error when it was started for the same
    /// connection before: as long as it writes the same, they are not logged a second time
    StdioPipe(String server, ByteBudget answers, ServerLog log, List<String> before) {
        this.server = server;
        this.before = new ArrayDeque<>(before);
        this.log = log;
        this.answers = answers;
        this.account = "server " + server;
    }

    void start(Transport.Stdio settings, int lineBytes, DuplexConnection receiver) throws ConnectFailure {
        connection = receiver;
        try {
            child = ChildProcess.start(ChildSettings.of(settings, lineBytes, log.secrets()), this);
        } catch (ChildProcessException refused) {
            throw new ConnectFailure(
                    Evidence.OUTAGE,
                    "server " + server + " could not be started: " + sentence(refused.happened()),
                    refused.remedy(),
                    refused);
        }
    }

    @Override
    public void send(byte[] message, @Nullable Caller caller, Consumer<CallFailure> undelivered) {
        ChildProcess process = child;
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        try {
            process.send(oneLine(message));
        } catch (ChildProcessException refused) {
            boolean full = refused.kind() == ChildProcessException.Kind.QUEUE_FULL;
            undelivered.accept(CallFailure.of(
                    full ? Kind.LIMIT : Kind.UNAVAILABLE,
                    server,
                    Outcome.NOT_SENT,
                    new Told(
                            "server " + server + (full ? " does not read what it is sent" : " has ended"),
                            ServerLog.remedy(server) + " if this happens again")));
        }
    }

    @Override
    public void close() {
        ChildProcess process = child;
        if (process != null) {
            process.close();
        }
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /// What it wrote last on standard error, as the end of a sentence; empty when that is nothing.
    String lastLines() {
        ChildProcess process = child;
        return process == null ? "" : said(process.stderrTail());
    }

    private static String said(List<String> tail) {
        List<String> last = tail.subList(Math.max(0, tail.size() - SHOWN_LINES), tail.size());
        return ServerLog.lastLines(last);
    }

    /// How the child ended and its last lines, for which this waits a moment; empty when it did not come to that.
    String ending() {
        return ending.completeOnTimeout("", ENDING.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public void line(Slice line) {
        if (connection != null) {
            connection.receive(line);
        }
    }

    @Override
    public boolean room(int bytes) {
        if (!answers.fits(account, bytes) || !answers.take(account, bytes - held)) {
            return false;
        }
        held = bytes;
        return true;
    }

    @Override
    public void give() {
        answers.give(account, held);
        held = 0;
    }

    @Override
    public void dropped(String beginning, String ending) {
        if (connection != null) {
            connection.dropped(beginning, ending);
        }
    }

    @Override
    public void tooLong(String beginning) {
        if (connection != null) {
            connection.tooLong(beginning);
        }
    }

    @Override
    public void stderr(String line) {
        if (!repeats(line)) {
            log.stderr(line);
            LOG.log(System.Logger.Level.DEBUG, "server {0}: {1}", server, line);
        }
    }

    @Override
    public void exited(ChildExit exit) {
        String how = "its process " + exit.description() + said(exit.stderrTail());
        ending.complete(how);
        if (connection != null) {
            connection.ended(how);
        }
    }

    /// The first lines that it wrote on standard error.
    synchronized List<String> firstLines() {
        return List.copyOf(first);
    }

    private synchronized boolean repeats(String line) {
        if (first.size() < MOST_FIRST) {
            first.addLast(line);
        }
        if (line.equals(before.peekFirst())) {
            before.removeFirst();
            return true;
        }
        before.clear();
        return false;
    }

    /// Line breaks outside strings are only white space in JSON, but here they would end the message.
    private static byte[] oneLine(byte[] message) {
        for (int index = 0; index < message.length; index++) {
            if (message[index] == '\n' || message[index] == '\r') {
                byte[] changed = message.clone();
                for (int at = index; at < changed.length; at++) {
                    if (changed[at] == '\n' || changed[at] == '\r') {
                        changed[at] = ' ';
                    }
                }
                return changed;
            }
        }
        return message;
    }
}
