package io.gatehouse.upstream.transport;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.reading.ServerReader;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import io.gatehouse.upstream.transport.HttpQuestion.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds out how an HTTP server wants to be spoken to, and begins.
public final class HttpConnector implements Connector {
    private static final byte[] FIRST_ID = "1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_SESSION_ID = 4_096;

    private final HttpEndpoint endpoint;
    private final Duration timeout;

    /// @param endpoint where the server is; closed with this
    public HttpConnector(HttpEndpoint endpoint) {
        this.endpoint = endpoint;
        this.timeout = endpoint.bounds().connectTimeout();
    }

    @Override
    public TransportKind transport() {
        return endpoint.eventStreamsOnly() ? TransportKind.EVENT_STREAMS : TransportKind.STREAMABLE_HTTP;
    }

    @Override
    public Connection connect(ClientFace face, @Nullable Era remembered, ConnectionEvents events)
            throws ConnectFailure {
        Connection connection = begun(face, remembered, events);
        ServerWarning redirect = endpoint.redirect();
        if (redirect != null) {
            events.warned(redirect);
        }
        return connection;
    }

    private Connection begun(ClientFace face, @Nullable Era remembered, ConnectionEvents events) throws ConnectFailure {
        endpoint.renew();
        if (endpoint.eventStreamsOnly()) {
            return knownEventStreams(face, events);
        }
        if (remembered == Era.LEGACY || remembered == Era.EVENT_STREAMS) {
            try {
                return remembered == Era.LEGACY ? initialize(face, events) : eventStreams(face, events);
            } catch (ConnectFailure failure) {
                if (failure.evidence() != Evidence.OTHER_ERA) {
                    throw failure;
                }
            }
        }
        return probe(face, events);
    }

    @Override
    public void close() {
        endpoint.close();
    }

    private Connection probe(ClientFace face, ConnectionEvents events) throws ConnectFailure {
        Response response = discover(face);
        if (Handshake.refusedAnotherRevision(response)) {
            response = discover(face);
        }
        switch (Handshake.verdict(response)) {
            case MODERN -> {
                if (response != null && response.result() != null) {
                    return new StreamableConnection(endpoint, Handshake.discovered(response), events, face.behalf());
                }
            }
            case NEITHER -> throw Handshake.neither(endpoint.server(), Objects.requireNonNull(response));
            case LEGACY -> {}
        }
        try {
            return initialize(face, events);
        } catch (ConnectFailure failure) {
            if (failure.evidence() != Evidence.OTHER_ERA) {
                throw failure;
            }
            try {
                return eventStreams(face, events);
            } catch (ConnectFailure noStream) {
                throw noStream.evidence() == Evidence.OTHER_ERA ? failure : both(failure, noStream);
            }
        }
    }

    /// An event stream is there, but cannot be opened: what a POST was answered says little then.
    private static ConnectFailure both(ConnectFailure posted, ConnectFailure noStream) {
        return new ConnectFailure(
                noStream.evidence(),
                noStream.problem() + " when its event stream was opened (to a POST before: " + posted.problem() + ")",
                noStream.remedy(),
                noStream);
    }

    private @Nullable Response discover(ClientFace face) throws ConnectFailure {
        List<Header> headers = StreamableConnection.modernHeaders(endpoint.credentials(face.behalf()));
        return ask(headers, Handshake.discover(), Revision.NEWEST).response();
    }

    private Connection initialize(ClientFace face, ConnectionEvents events) throws ConnectFailure {
        Begun first = begin(face, events);
        return new StreamableConnection(
                endpoint, first.facts, events, face.behalf(), first.session, () -> begin(face, events).session);
    }

    private record Begun(Facts facts, LegacySession session) {}

    private Begun begin(ClientFace face, ConnectionEvents events) throws ConnectFailure {
        List<Header> credentials = endpoint.credentials();
        List<Header> headers = new ArrayList<>(List.of(LegacySession.ACCEPT_BOTH, LegacySession.JSON));
        List<Header> told = endpoint.credentials(face.behalf());
        headers.addAll(told);
        Answer answer = ask(headers, Handshake.initialize(face), Revision.NEWEST_LEGACY);
        Response response = answer.response();
        if (response == null) {
            throw failure(Evidence.OTHER_ERA, answer);
        }
        Facts facts = Handshake.initialized(endpoint.server(), response);
        LegacySession session =
                LegacySession.of(sessionId(answer), facts.revision(), credentials, SessionCookies.of(answer.headers()));
        Answer taken =
                post(all(session.with(told)), Handshake.INITIALIZED.body().bytes());
        if (!taken.ok()) {
            if (!onlyForNotifications(taken.status())) {
                throw failure(Evidence.OTHER_ERA, taken);
            }
            events.warned(new ServerWarning(
                    Method.INITIALIZED, "the server refused it with HTTP " + taken.status(), "continued without it"));
        }
        return new Begun(facts, session);
    }

    /// Whether a refusal says nothing about the requests to come: some servers take no notifications at all.
    private static boolean onlyForNotifications(int status) {
        return switch (status) {
            case 400, 405, 406, 409, 415, 422, 500, 501 -> true;
            default -> false;
        };
    }

    /// The configuration says that the server speaks HTTP+SSE. If it does not, it is asked what it speaks instead.
    private Connection knownEventStreams(ClientFace face, ConnectionEvents events) throws ConnectFailure {
        try {
            return eventStreams(face, events);
        } catch (ConnectFailure failure) {
            if (failure.evidence() != Evidence.OTHER_ERA || !streamable(face, events)) {
                throw failure;
            }
            throw new ConnectFailure(
                    Evidence.OTHER_ERA,
                    "server " + endpoint.server() + " has `type: sse`, but answers as Streamable HTTP at its `url`"
                            + " (when its event stream was opened: " + failure.problem() + ")",
                    "remove `type: sse` of server " + endpoint.server() + ", or write `type: http`",
                    failure);
        }
    }

    /// Whether a POST is answered with a message of the protocol.
    private boolean streamable(ClientFace face, ConnectionEvents events) {
        try {
            if (discover(face) == null) {
                initialize(face, events).close();
            }
            return true;
        } catch (ConnectFailure silent) {
            return false;
        }
    }

    private Connection eventStreams(ClientFace face, ConnectionEvents events) throws ConnectFailure {
        EventStreamPipe pipe = new EventStreamPipe(endpoint, timeout, face.behalf());
        DuplexConnection connection =
                new DuplexConnection(endpoint.bounds(), TransportKind.EVENT_STREAMS, endpoint.timers(), pipe, events);
        pipe.open(connection);
        try {
            connection.adopt(connection.initialize(face, timeout));
            return connection;
        } catch (ConnectFailure | RuntimeException failure) {
            connection.close().join();
            throw failure;
        }
    }

    /// Asks and lets only answers pass that say something about the era.
    private Answer ask(List<Header> headers, Request request, Revision revision) throws ConnectFailure {
        List<Header> all = new ArrayList<>(headers);
        if (revision.modern()) {
            all.add(new Header("Mcp-Method", request.method()));
        }
        Answer answer = post(all, OutboundRequest.bytes(Outgoing.own(request, null), revision, FIRST_ID));
        int status = answer.status();
        boolean outage = status == 401 || status == 403 || status == 407 || status == 408 || status == 429;
        if (outage || status >= 500 || status >= 300 && status < 400) {
            throw failure(Evidence.OUTAGE, answer);
        }
        Response response = answer.response();
        Slice id = response == null ? null : response.id();
        boolean other = id != null && !ServerReader.same(Slice.of(FIRST_ID), id);
        return other ? new Answer(status, answer.headers(), null, answer.body()) : answer;
    }

    private Answer post(List<Header> headers, byte[] message) throws ConnectFailure {
        try {
            return HttpQuestion.post(endpoint, headers, message, timeout);
        } catch (HttpFailure failure) {
            throw ConnectFailure.of(Evidence.OUTAGE, HttpProblems.failedFirst(endpoint, failure), failure);
        }
    }

    private ConnectFailure failure(Evidence evidence, Answer answer) {
        return ConnectFailure.of(
                evidence, HttpProblems.refused(endpoint, answer.status(), answer.headers(), answer.body()), null);
    }

    private static List<Header> all(LegacySession session) {
        List<Header> headers = new ArrayList<>();
        session.posting().forEach((name, value) -> headers.add(new Header(name, value)));
        return headers;
    }

    private @Nullable String sessionId(Answer answer) throws ConnectFailure {
        String id = answer.headers().get("mcp-session-id");
        boolean fit = id == null || id.length() <= MAX_SESSION_ID && id.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
        if (!fit) {
            throw new ConnectFailure(
                    Evidence.OUTAGE,
                    "server " + endpoint.server() + " gave a session ID that cannot be sent in a header",
                    HttpProblems.PROTOCOL_REMEDY);
        }
        return id == null || id.isEmpty() ? null : id;
    }
}
