package io.gatehouse.upstream.transport;

import io.gatehouse.http.Timers;
import io.gatehouse.http.memory.ByteBudget;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.settings.ChildBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import io.gatehouse.upstream.transport.Handshake.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts a child process and finds out how it wants to be spoken to.
final class StdioConnector implements Connector {

    private final ServerSettings all;
    private final String server;
    private final Transport.Stdio settings;
    private final ChildBounds bounds;
    private final Timers timers;
    private final ByteBudget answers;
    private final Duration timeout;
    private final ServerLog log;

    StdioConnector(ServerSettings server, Transport.Stdio settings, Timers timers, ByteBudget answers, ServerLog log) {
        this.all = server;
        this.answers = answers;
        this.log = log;
        this.server = server.name();
        this.settings = settings;
        this.bounds = server.child();
        this.timers = timers;
        this.timeout = server.connectTimeout();
    }

    @Override
    public TransportKind transport() {
        return TransportKind.STDIO;
    }

    @Override
    public Connection connect(ClientFace face, @Nullable Era remembered, ConnectionEvents events)
            throws ConnectFailure {
        if (remembered != null && remembered != Era.MODERN) {
            try {
                return started(face, events, Era.LEGACY, timeout, pipe(List.of()));
            } catch (ConnectFailure failure) {
                if (failure.evidence() != Evidence.OTHER_ERA) {
                    throw failure;
                }
            }
        }
        StdioPipe pipe = pipe(List.of());
        try {
            return started(face, events, remembered == Era.MODERN ? Era.MODERN : null, timeout, pipe);
        } catch (ConnectFailure failure) {
            if (failure.evidence() == Evidence.LATE) {
                return started(face, events, Era.MODERN, timeout, pipe(pipe.firstLines()));
            }
            // Some servers end on anything but `initialize`, or hang. Whether they were once modern does not matter.
            boolean probed = failure.evidence() == Evidence.EXITED || failure.evidence() == Evidence.SILENT;
            if (!probed || remembered != null && remembered != Era.MODERN) {
                throw failure;
            }
            return again(face, events, failure, pipe.firstLines());
        }
    }

    /// The second start of one that was silent does not load anything first: it gets less time.
    private Connection again(ClientFace face, ConnectionEvents events, ConnectFailure first, List<String> said)
            throws ConnectFailure {
        boolean shorter = first.evidence() == Evidence.SILENT && timeout.compareTo(ServerSettings.CONNECT) > 0;
        try {
            return started(face, events, Era.LEGACY, shorter ? ServerSettings.CONNECT : timeout, pipe(said));
        } catch (ConnectFailure second) {
            throw first.evidence() == Evidence.SILENT && second.evidence() == Evidence.SILENT ? first : second;
        }
    }

    @Override
    public void close() {}

    private StdioPipe pipe(List<String> before) {
        return new StdioPipe(server, answers, log, before);
    }

    private Connection started(
            ClientFace face, ConnectionEvents events, @Nullable Era era, Duration patience, StdioPipe pipe)
            throws ConnectFailure {
        DuplexConnection connection = new DuplexConnection(all, TransportKind.STDIO, timers, pipe, events);
        pipe.start(settings, bounds.lineBytes(), connection);
        try {
            if (era == Era.LEGACY) {
                connection.adopt(connection.initialize(face, patience));
            } else {
                probe(connection, face, era == Era.MODERN ? timeout : shorter(bounds.probe(), timeout));
            }
            return connection;
        } catch (ConnectFailure failure) {
            // What it wrote may say what it waits for, a sign-in say.
            String said = failure.evidence() == Evidence.SILENT ? pipe.lastLines() : "";
            connection.close().join();
            throw failure.evidence() == Evidence.EXITED ? exited(pipe.ending(), failure) : failure.adding(said);
        } catch (RuntimeException failure) {
            connection.close().join();
            throw failure;
        }
    }

    /// What was asked has no effects, so all that counts is why the child ends.
    private ConnectFailure exited(String ending, ConnectFailure failure) {
        return new ConnectFailure(
                Evidence.EXITED,
                ending.isEmpty() ? failure.problem() : "server " + server + " ended while it was starting: " + ending,
                "run its command by hand to see why it ends, then correct `command`, `args`, `directory`, `env` or"
                        + " `inherit` of server " + server,
                failure);
    }

    /// A slow server may answer the probe after `initialize` was sent. One that took that too speaks the legacy era for
    /// as long as it runs, although it is modern: it is started once more, and given the time it needs.
    private void probe(DuplexConnection connection, ClientFace face, Duration patience) throws ConnectFailure {
        Question discover = connection.ask(Handshake.discover(), Revision.NEWEST);
        Response answer = null;
        try {
            answer = discover.in(patience);
        } catch (ConnectFailure failure) {
            if (failure.evidence() == Evidence.EXITED || failure.evidence() == Evidence.NEVER) {
                throw failure;
            }
        }
        if (answer != null && took(connection, answer)) {
            return;
        }
        Facts legacy;
        try {
            legacy = connection.initialize(face, timeout);
        } catch (ConnectFailure failure) {
            if (answer != null || !discover.done() || !took(connection, discover.in(timeout))) {
                throw failure;
            }
            return;
        }
        if (answer == null && discover.done() && Handshake.verdict(discover.in(timeout)) == Verdict.MODERN) {
            throw new ConnectFailure(
                    Evidence.LATE,
                    "server " + server + " took longer than " + patience.toMillis() + " ms for its first answer",
                    "try again");
        }
        connection.adopt(legacy);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private boolean took(DuplexConnection connection, Response answer) throws ConnectFailure {
        switch (Handshake.verdict(answer)) {
            case MODERN -> {
                connection.adopt(Handshake.discovered(answer));
                return true;
            }
            case LEGACY -> {
                return false;
            }
            case NEITHER -> throw Handshake.neither(server, answer);
        }
        return false;
    }
}
