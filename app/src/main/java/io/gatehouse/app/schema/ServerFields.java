package io.gatehouse.app.schema;

import static io.gatehouse.app.schema.Kinds.TIME;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.upstream.settings.BreakerSettings;
import io.gatehouse.upstream.settings.CallerSettings;
import io.gatehouse.upstream.settings.ChildBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.ServerSettings.Builder;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The fields of a server that `defaults` may hold for all.
final class ServerFields {
    private static final ServerSettings STANDARD = ServerSettings.of("standard", new Transport.Invalid("", ""));
    private static final int ANSWER_BYTES = ClientSettings.defaults().maxBodyBytes();

    private final Keys<Builder> keys;
    private final Field<Duration> timeout;
    private final Field<Duration> callTimeout;
    private final Field<Duration> callLimit;
    private final Field<Duration> connectTimeout;
    private final Field<List<String>> inherit;
    private final Field<Integer> answerBytes;
    private final Field<Sessions> sessions;
    private final Field<Integer> mostSessions;
    private final Field<Duration> sessionIdle;
    private final ClientFields client;

    /// Declares the fields in a form.
    ServerFields(Form<?> form) {
        keys = new Keys<>(form);
        timeout = form.field(
                "timeout",
                TransportKinds.TIMEOUT,
                "Maximum duration of a call, whatever its progress; sets call-limit and caps call-timeout. A bare"
                        + " number is milliseconds, as in .mcp.json.");
        callTimeout =
                form.field("call-timeout", TIME, STANDARD.callTimeout(), "How long a call may go without progress.");
        callLimit = form.field("call-limit", TIME, STANDARD.callLimit(), "Maximum duration of a call.");
        connectTimeout = form.field(
                "connect-timeout",
                TIME,
                Duration.ZERO,
                Quantities.text(ServerSettings.CONNECT) + "; " + Quantities.text(ServerSettings.CONNECT_PROGRAM)
                        + " for a program",
                "Maximum time to connect or start, including the first exchange.");
        keys.key(
                "list-timeout",
                TIME,
                STANDARD.listTimeout(),
                "Maximum time to read all pages of one list.",
                Builder::listTimeout);
        sessions = keys.add(
                form.field(
                        "sessions",
                        Kinds.choice(new TreeMap<>(Map.of(
                                "auto", Sessions.AUTO,
                                "shared", Sessions.SHARED,
                                "own", Sessions.OWN,
                                "tenant", Sessions.TENANT,
                                "caller", Sessions.CALLER))),
                        STANDARD.sessions(),
                        "auto: shared, except for clients that answer questions or set a log level",
                        "How callers share connections to the server, or its process. shared, own and auto concern client"
                                + " sessions with a server of an older revision. tenant and caller give each tenant or"
                                + " each caller connections, or a process, of its own."),
                Builder::sessions);
        mostSessions = form.field(
                "max-sessions",
                Kinds.integer(1, 10_000),
                CallerSettings.DEFAULT.mostSessions(),
                "Maximum number of tenants or callers with connections of their own at once (`sessions: tenant` or"
                        + " `caller`).");
        sessionIdle = form.field(
                "session-idle",
                TIME,
                CallerSettings.DEFAULT.idle(),
                "Time after which the connections of a tenant or caller are closed if they are not used.");
        keys.key(
                "max-own-connections",
                Kinds.integer(1, 10_000),
                STANDARD.maxOwnConnections(),
                "Maximum number of connections that single clients have for themselves, because a server of an older"
                        + " revision may ask them questions.",
                Builder::maxOwnConnections);
        keys.key(
                "validate",
                Kinds.flag(),
                STANDARD.validate(),
                "Whether arguments are validated against the tools' schemas before they are sent.",
                Builder::validate);
        keys.add(
                form.field(
                        "tasks-after",
                        Kinds.duration(Duration.ZERO, Duration.ofDays(7)),
                        STANDARD.tasksAfter(),
                        "off",
                        "Time after which a call to a server of an older revision becomes a task that the gateway keeps,"
                                + " for clients that declare the tasks extension; 0s: never. If it is set, clients of"
                                + " 2025-11-25 may call the server's tools as tasks, at once."),
                Builder::tasksAfter);
        Kind<Integer> calls = Kinds.integer(1, 1_000_000);
        keys.key(
                "max-in-flight",
                calls,
                STANDARD.maxInFlight(),
                "Maximum number of calls in progress.",
                Builder::maxInFlight);
        keys.key(
                "break-after",
                Kinds.integer(0, 1_000),
                BreakerSettings.DEFAULT.failures(),
                "Number of calls in a row that fail before further ones are held back; 0: never.",
                Builder::breakAfter);
        keys.key(
                "break-for",
                TIME,
                BreakerSettings.DEFAULT.pause(),
                "How long calls are held back then, before one call tries the server again.",
                Builder::breakFor);
        keys.key(
                "drain",
                TIME,
                STANDARD.drain(),
                "Time for calls in progress to finish after the server is changed or removed.",
                Builder::drain);
        inherit = form.field(
                "inherit",
                Kinds.list(Kinds.text("the name of a variable", ServerForm.VARIABLE, "")),
                List.of(),
                "none",
                "Variables of the gateway's environment that the program inherits.");
        client = new ClientFields(form, "server");
        answerBytes = form.field(
                "answer-bytes",
                Kinds.SIZE,
                ANSWER_BYTES,
                "Largest answer, stream event, or output line of a" + " program.");
        keys.key(
                "answer-depth",
                Kinds.integer(1, ServerSettings.MOST_DEPTH),
                STANDARD.answerDepth(),
                "Maximum nesting depth of objects and arrays in an answer.",
                Builder::answerDepth);
        RemovedKeys.ofServers(form);
    }

    /// What the fields say.
    ///
    /// @param client how a server is called that has an address
    /// @param inherit variables of a server that is started
    /// @param rest sets all else
    /// @param sessions how callers share connections
    /// @param mostSessions tenants or callers with connections of their own at once
    /// @param sessionIdle when such connections are closed that are not used
    record Common(
            ClientSettings client,
            List<String> inherit,
            Duration callLimit,
            Consumer<Builder> rest,
            Sessions sessions,
            int mostSessions,
            Duration sessionIdle) {
        Builder apply(Builder builder) {
            rest.accept(builder);
            return builder;
        }
    }

    /// Reads all of them.
    Common read(Values values) {
        Duration wall = values.find(timeout);
        if (wall != null && values.written(timeout) && values.written(callLimit)) {
            values.error(timeout, "says the same as call-limit", "Remove one of them.");
        }
        Duration limit = wall == null ? values.get(callLimit) : wall;
        Duration quiet = values.get(callTimeout);
        Duration connect = values.get(connectTimeout);
        int largest = values.get(answerBytes);
        ClientSettings.Builder called = ClientSettings.builder()
                .connectTimeout(connect.isZero() ? ServerSettings.CONNECT : connect)
                .maxBodyBytes(largest)
                .maxEventBytes(largest);
        Consumer<Builder> rest = keys.read(values).andThen(builder -> {
            builder.callTimeout(quiet.compareTo(limit) > 0 ? limit : quiet).callLimit(limit);
            builder.child(new ChildBounds(largest, ChildBounds.DEFAULT.probe()));
            if (!connect.isZero()) {
                builder.connectTimeout(connect);
            }
        });
        return new Common(
                client.read(values, called),
                values.get(inherit),
                limit,
                rest,
                values.get(sessions),
                values.get(mostSessions),
                values.get(sessionIdle));
    }

    /// Notes fields that make sense for a server with an address only.
    void refuseClientFields(Values values) {
        client.fields().forEach(field -> refuse(values, "a server that is called by its address", field));
    }

    /// Notes fields that make sense for a server that is started only.
    void refuseChildFields(Values values) {
        refuse(values, "a server that is started as a program", inherit);
    }

    private static void refuse(Values values, String owner, Field<?> field) {
        if (values.written(field)) {
            values.error(field, "belongs to " + owner, "Remove it.");
        }
    }
}
