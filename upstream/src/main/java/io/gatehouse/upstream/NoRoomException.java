package io.gatehouse.upstream;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;

/// A tenant or caller can have no session with a server, as there are as many as there may be.
final class NoRoomException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean shareUsed;

    /// @param shareUsed whether others could still have one: whom it is charged to has its share
    NoRoomException(boolean shareUsed) {
        super(shareUsed ? "the share is used" : "all are used", null, false, false);
        this.shareUsed = shareUsed;
    }

    /// What a call fails with, before anything was sent.
    CallFailure failure(ServerSettings settings) {
        boolean single = settings.sessions() == Sessions.CALLER;
        String sessions = settings.callers().mostSessions() + " sessions of single " + (single ? "callers" : "tenants");
        Told operator = new Told(
                "server " + settings.name() + ": "
                        + (shareUsed
                                ? "this key or user has its share of the " + sessions
                                : "all " + sessions + " are in use"),
                "raise max-sessions of server " + settings.name() + " if it can take more");
        return CallFailure.of(Kind.LIMIT, settings.name(), Outcome.NOT_SENT, operator)
                .tellingCallers(told(settings.name(), single ? "caller" : "tenant"));
    }

    private Told told(String server, String party) {
        return shareUsed
                ? new Told(
                        "Server " + server + " has no further session for this key or user, which uses its share",
                        "wait until one of its calls has ended")
                : Told.of("Server " + server + " has no free session for another " + party);
    }
}
