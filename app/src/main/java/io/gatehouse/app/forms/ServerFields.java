package io.gatehouse.app.forms;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The fields of a server that `defaults` may hold for all.
final class ServerFields {
    private static final ServerSettings STANDARD = ServerSettings.of("standard", new Transport.Invalid("", ""));
    private static final ClientSettings CLIENT = ClientSettings.defaults();
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofDays(7);

    /// How long something may take.
    static final Kind<Duration> TIME = Kinds.duration(LEAST, MOST);

    private final Field<Duration> timeout;
    private final Field<Duration> callTimeout;
    private final Field<Duration> callLimit;
    private final Field<Duration> connectTimeout;
    private final Field<Duration> listTimeout;
    private final Field<Sessions> sessions;
    private final Field<Integer> maxOwnConnections;
    private final Field<Duration> ownIdle;
    private final Field<Boolean> validate;
    private final Field<Integer> maxInFlight;
    private final Field<Integer> crashLoop;
    private final Field<List<String>> inherit;
    private final ClientFields client;
    private final Field<Integer> answerBytes;
    private final ServerBounds bounds;

    /// Declares the fields in a form.
    ServerFields(Form<?> form) {
        timeout = form.field(
                "timeout",
                TransportKinds.TIMEOUT,
                "Longest time of a call, whatever its progress; sets call-limit and bounds call-timeout. A bare number"
                        + " counts milliseconds, as in .mcp.json.");
        callTimeout = time(form, "call-timeout", STANDARD.callTimeout(), "How long a call may go without progress.");
        callLimit = time(form, "call-limit", STANDARD.callLimit(), "How long a call may take in all.");
        connectTimeout = form.field(
                "connect-timeout",
                TIME,
                Duration.ZERO,
                Quantities.text(ServerSettings.CONNECT) + "; " + Quantities.text(ServerSettings.CONNECT_PROGRAM)
                        + " for a program",
                "For connecting, or starting, and the first exchange.");
        listTimeout = time(form, "list-timeout", STANDARD.listTimeout(), "For all pages of one list.");
        sessions = form.field(
                "sessions",
                Kinds.choice(
                        new TreeMap<>(Map.of("auto", Sessions.AUTO, "shared", Sessions.SHARED, "own", Sessions.OWN))),
                STANDARD.sessions(),
                "auto: shared, except for sessions that can be asked or set a log level",
                "How client sessions use connections to a server of an older revision.");
        maxOwnConnections = form.field(
                "max-own-connections",
                Kinds.integer(0, 10_000),
                STANDARD.maxOwnConnections(),
                String.valueOf(STANDARD.maxOwnConnections()),
                "Connections for single sessions at once; past it the shared one is used.");
        ownIdle = time(form, "own-idle", STANDARD.ownIdle(), "How long such a connection may go unused.");
        validate = form.field(
                "validate",
                Kinds.flag(),
                STANDARD.validate(),
                "false",
                "Whether arguments are checked against the schemas of the tools before they are sent.");
        maxInFlight = form.field(
                "max-in-flight",
                Kinds.integer(1, 1_000_000),
                STANDARD.maxInFlight(),
                String.valueOf(STANDARD.maxInFlight()),
                "Calls at once.");
        crashLoop = form.field(
                "crash-loop",
                Kinds.integer(1, 1_000),
                STANDARD.crashLoop(),
                String.valueOf(STANDARD.crashLoop()),
                "Exits within crash-window after which a program that was never up is given up.");
        inherit = form.field(
                "inherit",
                Kinds.list(Kinds.text("the name of a variable", ServerForm.VARIABLE, "")),
                List.of(),
                "none",
                "Names of variables that the program gets from the environment of the gateway.");
        client = new ClientFields(form, "server", CLIENT.maxConnections(), CLIENT.idleTimeout());
        answerBytes = form.field(
                "answer-bytes",
                Kinds.size(1024, 1 << 30),
                CLIENT.maxBodyBytes(),
                Quantities.text(CLIENT.maxBodyBytes()),
                "Largest answer, event of a stream, or line of a program.");
        bounds = new ServerBounds(form);
    }

    /// What the fields say.
    ///
    /// @param client how a server is called that has an address
    /// @param inherit variables of a server that is started
    record Common(
            ClientSettings client,
            List<String> inherit,
            @Nullable Duration connectTimeout,
            Duration callTimeout,
            Duration callLimit,
            Duration listTimeout,
            Duration ownIdle,
            Sessions sessions,
            int maxOwnConnections,
            boolean validate,
            int maxInFlight,
            int crashLoop,
            ServerBounds.Read bounds) {
        ServerSettings.Builder apply(ServerSettings.Builder builder) {
            if (connectTimeout != null) {
                builder.connectTimeout(connectTimeout);
            }
            return bounds.apply(builder)
                    .callTimeout(callTimeout)
                    .callLimit(callLimit)
                    .listTimeout(listTimeout)
                    .ownIdle(ownIdle)
                    .sessions(sessions)
                    .maxOwnConnections(maxOwnConnections)
                    .validate(validate)
                    .maxInFlight(maxInFlight)
                    .crashLoop(crashLoop);
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
        Duration said = values.get(connectTimeout);
        Duration connect = said.isZero() ? null : said;
        int largest = values.get(answerBytes);
        return new Common(
                client.read(values, connect == null ? ServerSettings.CONNECT : connect, largest),
                values.get(inherit),
                connect,
                quiet.compareTo(limit) > 0 ? limit : quiet,
                limit,
                values.get(listTimeout),
                values.get(ownIdle),
                values.get(sessions),
                values.get(maxOwnConnections),
                values.get(validate),
                values.get(maxInFlight),
                values.get(crashLoop),
                bounds.read(values, largest));
    }

    /// Notes fields that make sense for a server with an address only.
    void refuseClientFields(Values values) {
        refuse(values, "a server that is called by its address", client.all());
        refuse(values, "a server that is called by its address", bounds.ofClients());
    }

    /// Notes fields that make sense for a server that is started only.
    void refuseChildFields(Values values) {
        refuse(values, "a server that is started as a program", List.of(inherit, crashLoop));
        refuse(values, "a server that is started as a program", bounds.ofChildren());
    }

    private static void refuse(Values values, String owner, List<Field<?>> fields) {
        for (Field<?> field : fields) {
            if (values.written(field)) {
                values.error(field, "belongs to " + owner, "Remove it.");
            }
        }
    }

    /// A field for how long something may take.
    static Field<Duration> time(Form<?> form, String name, Duration fallback, String description) {
        return form.field(name, TIME, fallback, Quantities.text(fallback), description);
    }
}
