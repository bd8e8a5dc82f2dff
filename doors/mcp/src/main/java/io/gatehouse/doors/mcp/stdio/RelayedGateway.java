package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.HttpEndpoint;
import io.gatehouse.upstream.transport.LegacySession;
import io.gatehouse.upstream.transport.Messages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One process that a relay hands messages to, with what belongs to it alone: its endpoint, and the session and stream
/// of a legacy client there.
final class RelayedGateway implements AutoCloseable {
    private static final Deadlines SOON = Deadlines.total(Duration.ofSeconds(10));
    /// A gateway that has just started waits for the first lists of its servers.
    private static final Deadlines STARTING = Deadlines.total(Duration.ofSeconds(20));
    private static final Header ACCEPT_JSON = new Header("Accept", "application/json");
    private static final int UNAVAILABLE = 503;
    private static final byte[] PING =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}".getBytes(StandardCharsets.US_ASCII);

    private final Gateways.Found found;
    private final HttpEndpoint endpoint;
    private final RelayHeaders headers;
    private final MessageReader reader;
    private volatile @Nullable LegacySession session;
    private volatile @Nullable RelayStream stream;
    private volatile boolean closed;

    /// What a gateway answered to a message of the relay itself.
    ///
    /// @param response null when the body is none
    record Answer(int status, Headers headers, @Nullable Response response, String said) {
        boolean succeeded() {
            return status == 200 && response != null && !response.failed();
        }
    }

    /// @throws RuntimeException when its settings cannot be used, such as a certificate that is not there
    RelayedGateway(Gateways.Found found, HttpEngine engine, MessageReader reader) {
        this.found = found;
        this.reader = reader;
        ServerSettings bounds = ServerSettings.of("gateway", found.transport());
        this.endpoint = new HttpEndpoint(
                bounds, found.transport(), engine.client(found.transport().client()), engine.timers());
        this.headers = new RelayHeaders(endpoint);
    }

    Gateways.Found found() {
        return found;
    }

    HttpEndpoint endpoint() {
        return endpoint;
    }

    RelayHeaders headers() {
        return headers;
    }

    @Nullable
    LegacySession session() {
        return session;
    }

    /// Whether it is this process, and not closed.
    boolean is(Gateways.Found other) {
        return !closed && found.same(other);
    }

    boolean closed() {
        return closed;
    }

    /// The session of the legacy client from now on.
    void session(LegacySession begun) {
        session = begun;
    }

    /// The headers of a legacy message.
    Headers legacyHeaders() {
        LegacySession current = session;
        if (current != null) {
            return current.posting();
        }
        return with(LegacySession.ACCEPT_BOTH);
    }

    /// Opens the stream of the session, if there is a session and no stream yet.
    ///
    /// @return null when there is none to open
    synchronized @Nullable RelayStream listen(StdioRelay relay) {
        LegacySession current = session;
        if (current == null || stream != null || closed) {
            return null;
        }
        RelayStream opened = new RelayStream(relay, this, current);
        stream = opened;
        opened.open();
        return opened;
    }

    /// Closes the stream of the session.
    synchronized void closeStream() {
        RelayStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    /// Asks whether it serves the toolset. For virtual threads.
    ///
    /// @throws HttpFailure when it does not answer
    Answer ping() throws HttpFailure {
        return exchange(PING, with(ACCEPT_JSON), SOON);
    }

    /// [#ping()] within a session.
    Answer ping(LegacySession within) throws HttpFailure {
        return exchange(PING, json(within), SOON);
    }

    /// Sends a message of the relay's own. For virtual threads.
    ///
    /// @param within the session that it belongs to, or null
    /// @throws HttpFailure when there is no answer
    Answer send(byte[] message, @Nullable LegacySession within) throws HttpFailure {
        return exchange(message, within == null ? with(ACCEPT_JSON) : json(within), STARTING);
    }

    /// Ends the session of a legacy client. For virtual threads.
    void endSession() {
        LegacySession current = session;
        if (current == null || current.id() == null) {
            return;
        }
        try {
            endpoint.client().exchange(new ClientRequest("DELETE", endpoint.target(), current.ending(), null, SOON));
        } catch (HttpFailure gone) {
            // It ends by itself when nobody uses it.
        }
    }

    private Answer exchange(byte[] message, Headers fields, Deadlines deadlines) throws HttpFailure {
        WholeResponse whole =
                endpoint.client().exchange(new ClientRequest("POST", endpoint.target(), fields, message, deadlines));
        Response response = response(whole.body());
        String said = response == null ? endpoint.excerpt(Slice.of(whole.body())) : response.errorMessage();
        return new Answer(whole.status(), whole.headers(), response, said);
    }

    private Headers with(Header accept) {
        List<Header> fields = new ArrayList<>(List.of(accept, LegacySession.JSON));
        fields.addAll(endpoint.credentials());
        return Headers.of(fields);
    }

    /// A relay's own messages want one answer and no events.
    private static Headers json(LegacySession within) {
        List<Header> fields = new ArrayList<>(List.of(ACCEPT_JSON));
        within.posting().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Accept")) {
                fields.add(new Header(name, value));
            }
        });
        return Headers.of(fields);
    }

    /// Whether an answer says that the gateway stops and has not taken the message.
    static boolean stopping(int status, @Nullable Response response) {
        ObjectView error = response == null ? null : response.error();
        ObjectView data = error == null ? null : error.object("data");
        ObjectView failure = data == null ? null : data.object(Failure.KEY);
        return status == UNAVAILABLE
                && failure != null
                && Failure.Category.DOWNSTREAM.label().equals(failure.string("category"));
    }

    /// What a body says if it is a response, or null.
    @Nullable
    Response response(byte[] body) {
        try {
            return Messages.looksLikeJson(body) && reader.read(Slice.of(body)) instanceof Response response
                    ? response
                    : null;
        } catch (MalformedMessageException noMessage) {
            return null;
        }
    }

    /// Ends all that goes on there.
    @Override
    public void close() {
        closed = true;
        closeStream();
        endpoint.close();
    }
}
