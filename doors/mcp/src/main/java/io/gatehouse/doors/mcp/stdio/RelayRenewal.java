package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.HttpFailure;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.transport.LegacySession;
import io.gatehouse.upstream.transport.SessionCookies;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Goes on with the session of a legacy client at a gateway that has nothing of it in memory. For virtual threads.
final class RelayRenewal {
    private static final System.Logger LOG = System.getLogger(RelayRenewal.class.getName());
    private static final int UNKNOWN_SESSION = 404;
    private static final long STREAM_SECONDS = 10;

    private final StdioRelay relay;
    private final RelayMemory memory;

    RelayRenewal(StdioRelay relay, RelayMemory memory) {
        this.relay = relay;
        this.memory = memory;
    }

    /// Goes on with a session, under its id if the gateway opens it, else under another; does what the client did in
    /// it again, and tells the client that it may have missed something.
    ///
    /// @param before the session so far, or null
    /// @throws HttpFailure when the gateway does not answer
    /// @throws RelayProblem when the gateway begins no session
    void renew(RelayedGateway gateway, @Nullable LegacySession before) throws HttpFailure, RelayProblem {
        Request initialize = memory.initialize();
        if (initialize == null || before == null) {
            return;
        }
        gateway.closeStream();
        LegacySession same = LegacySession.of(
                before.id(), before.revision(), gateway.endpoint().credentials(), null);
        RelayedGateway.Answer known = gateway.ping(same);
        if (known.succeeded()) {
            gateway.session(same);
        } else if (known.status() == UNKNOWN_SESSION) {
            gateway.session(begin(gateway, initialize));
        } else {
            throw RelayProblem.answered(known);
        }
        if (memory.ready()) {
            goOn(gateway);
        }
    }

    private LegacySession begin(RelayedGateway gateway, Request initialize) throws HttpFailure, RelayProblem {
        RelayedGateway.Answer answer = gateway.send(initialize.body().bytes(), null);
        LegacySession begun = begun(gateway, answer);
        if (begun == null) {
            throw RelayProblem.answered(answer);
        }
        if (memory.ready()) {
            gateway.send(Notification.of(Method.INITIALIZED, null).body().bytes(), begun);
        }
        return begun;
    }

    private static @Nullable LegacySession begun(RelayedGateway gateway, RelayedGateway.Answer answer) {
        Response response = answer.succeeded() ? answer.response() : null;
        return response == null
                ? null
                : begun(gateway, response, answer.headers().get("mcp-session-id"), SessionCookies.of(answer.headers()));
    }

    /// The session that an answer to `initialize` begins; null when it begins none.
    static @Nullable LegacySession begun(
            RelayedGateway gateway, Response answer, @Nullable String id, @Nullable String cookies) {
        ObjectView result = answer.result();
        String version = result == null ? null : result.string("protocolVersion");
        return version == null
                ? null
                : Revision.of(version)
                        .map(revision -> LegacySession.of(
                                id, revision, gateway.endpoint().credentials(), cookies))
                        .orElse(null);
    }

    private void goOn(RelayedGateway gateway) throws HttpFailure {
        int number = 0;
        for (Request effect : memory.effects()) {
            repeat(gateway, effect, effect.withId(Json.quoted("gatehouse-relay-" + ++number)));
        }
        RelayStream stream = gateway.listen(relay);
        if (stream != null) {
            // What the gateway sends before the stream is open would be lost.
            stream.opened()
                    .completeOnTimeout(null, STREAM_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
        memory.notices().forEach(notice -> relay.toClient(notice.body().bytes()));
    }

    /// One that is refused, or takes long because its server does, does not keep the client from all the others.
    private static void repeat(RelayedGateway gateway, Request effect, byte[] again) throws HttpFailure {
        @Nullable String problem;
        try {
            RelayedGateway.Answer answer = gateway.send(again, gateway.session());
            problem = answer.succeeded() ? null : "HTTP " + answer.status() + ": " + answer.said();
        } catch (HttpFailure failure) {
            if (failure.kind() != HttpFailure.Kind.TOTAL_TIMEOUT) {
                throw failure;
            }
            problem = failure.getMessage();
        }
        if (problem != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    effect.method() + " failed at the gateway after it was found again: " + problem);
        }
    }
}
