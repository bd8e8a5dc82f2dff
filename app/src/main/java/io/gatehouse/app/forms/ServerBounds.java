package io.gatehouse.app.forms;

import static io.gatehouse.app.forms.ServerFields.time;

import io.gatehouse.protocol.Limits;
import io.gatehouse.upstream.settings.ChildBounds;
import io.gatehouse.upstream.settings.ListBounds;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.SideTimes;
import java.time.Duration;
import java.util.List;

/// The fields of a server that few need: bounds on lists, retries, processes and what is no call.
final class ServerBounds {
    private static final ListBounds LISTS = ListBounds.DEFAULT;
    private static final ChildBounds CHILD = ChildBounds.DEFAULT;
    private static final RetryBounds RETRIES = RetryBounds.DEFAULT;
    private static final SideTimes TIMES = SideTimes.DEFAULT;

    private final Field<Integer> listPages;
    private final Field<Integer> listEntries;
    private final Field<Integer> listBytes;
    private final Field<Integer> answerDepth;
    private final Field<Duration> leastAge;
    private final Field<Duration> mostAge;
    private final Field<Duration> interval;
    private final Field<Duration> retryFirst;
    private final Field<Duration> retryMost;
    private final Field<Integer> resumptions;
    private final Field<Duration> drain;
    private final Field<Duration> control;
    private final Field<Duration> headersHelper;
    private final Field<Duration> linger;
    private final Field<Duration> posting;
    private final Field<Duration> probe;
    private final Field<Duration> grace;
    private final Field<Duration> crashWindow;
    private final Field<Integer> queueBytes;
    private final Field<Integer> stderrLines;

    /// Declares the fields in a form.
    ServerBounds(Form<?> form) {
        listPages = count(form, "max-list-pages", 1, 1_000_000, LISTS.pages(), "Pages of one list.");
        listEntries = count(form, "max-list-entries", 1, 10_000_000, LISTS.entries(), "Entries of one list.");
        listBytes = form.field(
                "max-list-bytes",
                Kinds.size(1024, 1 << 30),
                LISTS.bytes(),
                Quantities.text(LISTS.bytes()),
                "All pages of one list.");
        answerDepth = count(
                form,
                "answer-depth",
                1,
                ServerSettings.MOST_DEPTH,
                Limits.DEFAULT.maxDepth(),
                "How deep the objects and arrays of an answer may nest.");
        leastAge =
                time(form, "list-age-min", LISTS.leastAge(), "How long a list is kept even if the server says less.");
        mostAge = time(
                form,
                "list-age-max",
                LISTS.mostAge(),
                "After which it is asked for anew even if the server says more.");
        interval =
                time(form, "list-interval", LISTS.interval(), "Least time between listings that notifications cause.");
        retryFirst = time(
                form,
                "retry-first",
                RETRIES.first(),
                "Wait before the second attempt to connect; it doubles each time.");
        retryMost = time(form, "retry-most", RETRIES.most(), "Longest such wait.");
        resumptions = count(
                form,
                "resumptions",
                0,
                10_000,
                RETRIES.resumptions(),
                "How often in a row the stream of an answer may be closed without going on with it.");
        drain = time(form, "drain", TIMES.drain(), "For calls in flight after the server was changed or removed.");
        control = time(
                form,
                "control-timeout",
                TIMES.control(),
                "For what is neither a call nor a list: notifications, subscriptions, log levels, ends of sessions.");
        headersHelper = time(form, "headers-helper-timeout", TIMES.headersHelper(), "For headers-helper.");
        linger =
                time(form, "stream-linger", TIMES.linger(), "How long the stream of an answer may stay open after it.");
        posting = time(form, "post-timeout", TIMES.posting(), "For a server of HTTP+SSE to take a message.");
        probe = time(
                form,
                "probe-timeout",
                CHILD.probe(),
                "For the program to answer in the current revision before older ones are tried.");
        grace = time(
                form, "grace", CHILD.grace(), "For the program to end after its input was closed, and after SIGTERM.");
        crashWindow = time(form, "crash-window", CHILD.crashWindow(), "Time within which exits count for crash-loop.");
        queueBytes = form.field(
                "queue-bytes",
                Kinds.size(1024, 1 << 30),
                CHILD.queueBytes(),
                Quantities.text(CHILD.queueBytes()),
                "How much may wait for the input of the program; one message is always taken.");
        stderrLines = count(
                form,
                "stderr-lines",
                0,
                10_000,
                CHILD.stderrLines(),
                "Last lines of its standard error that are kept.");
    }

    /// What the fields say.
    public record Read(int answerDepth, ListBounds lists, ChildBounds child, RetryBounds retries, SideTimes times) {
        ServerSettings.Builder apply(ServerSettings.Builder builder) {
            return builder.answerDepth(answerDepth)
                    .lists(lists)
                    .child(child)
                    .retries(retries)
                    .times(times);
        }
    }

    /// Reads all of them.
    ///
    /// @param answerBytes the largest answer, which bounds lines too
    Read read(Values values, int answerBytes) {
        Duration least = values.get(leastAge);
        Duration most = values.get(mostAge);
        if (least.compareTo(most) > 0) {
            values.error(leastAge, "is longer than list-age-max", "Change one of them.");
        }
        Duration first = values.get(retryFirst);
        Duration last = values.get(retryMost);
        if (first.compareTo(last) > 0) {
            values.error(retryFirst, "is longer than retry-most", "Change one of them.");
        }
        return new Read(
                values.get(answerDepth),
                new ListBounds(
                        values.get(listPages),
                        values.get(listEntries),
                        values.get(listBytes),
                        least,
                        longer(least, most),
                        values.get(interval)),
                new ChildBounds(
                        answerBytes,
                        values.get(queueBytes),
                        values.get(stderrLines),
                        values.get(grace),
                        values.get(probe),
                        values.get(crashWindow)),
                new RetryBounds(first, longer(first, last), values.get(resumptions)),
                new SideTimes(
                        values.get(drain),
                        values.get(control),
                        values.get(headersHelper),
                        values.get(linger),
                        values.get(posting)));
    }

    /// Those that make sense for a server with an address only.
    List<Field<?>> ofClients() {
        return List.of(resumptions, headersHelper, linger, posting);
    }

    /// Those that make sense for a server that is started only.
    List<Field<?>> ofChildren() {
        return List.of(probe, grace, crashWindow, queueBytes, stderrLines);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Field<Integer> count(
            Form<?> form, String name, int least, int most, int fallback, String description) {
        return form.field(name, Kinds.integer(least, most), fallback, String.valueOf(fallback), description);
    }
}
