package io.gatehouse.doors.messages.sources;

import io.gatehouse.gateway.call.Offering;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.util.Objects;

/// What the calls of one request to one server have in common: who calls, and what the server may ask.
final class CallContext {
    private static final ObjectView INFO = object("{\"name\":\"gatehouse\",\"title\":\"Gatehouse\",\"version\":\"1\"}");
    private static final ObjectView NOTHING = object("{}");
    private static final ObjectView SAMPLING = object("{\"sampling\":{}}");
    /// Nobody hears of it but this gateway: a question that comes all the same is then declined instead of ending the
    /// call.
    private static final ObjectView ELICITATION = object("{\"elicitation\":{}}");

    /// Nobody hears of it but this gateway either: whatever a server of the newer era asks comes here, to be
    /// answered or to end the call with a result that the model can read.
    private static final ObjectView ANYTHING = object("{\"elicitation\":{},\"sampling\":{},\"roots\":{}}");

    private final Offering offering;
    private final Caller caller;
    private final String requestId;
    private final Asker asker;
    private final KeptSessions.Borrowed session;

    /// @param requestId the id of the request, which its calls share
    /// @param session for a server of the older era that may ask
    CallContext(Offering offering, Caller caller, String requestId, Asker asker, KeptSessions.Borrowed session) {
        this.offering = offering;
        this.caller = caller;
        this.requestId = requestId;
        this.asker = asker;
        this.session = session;
    }

    Offering offering() {
        return offering;
    }

    /// Whose calls they are, as far as servers are concerned.
    String account() {
        return caller.account();
    }

    Asker asker() {
        return asker;
    }

    String requestId() {
        return requestId;
    }

    /// Who calls, in the era of the server that the request is for, so that what it asks arrives. A server of the older
    /// era is told what it may ask only on a connection of this conversation's own.
    Peer peer(Request request) {
        Revision revision = offering.revision(request);
        if (revision.modern()) {
            return new Peer(Revision.NEWEST, ANYTHING, INFO, caller, null);
        }
        return asker.samples()
                ? new Peer(Revision.NEWEST_LEGACY, SAMPLING, INFO, caller, session.get())
                : new Peer(Revision.NEWEST_LEGACY, ELICITATION, INFO, caller, null);
    }

    /// The reserved keys that a request has in itself (2026-07-28, basic protocol; progress keeps a long call alive).
    String meta() {
        return "{\"" + Meta.PROGRESS_TOKEN + "\":1,\"" + Meta.PROTOCOL_VERSION + "\":"
                + Json.quote(Revision.NEWEST.id()) + ",\"" + Meta.CLIENT_INFO + "\":" + INFO + ",\""
                + Meta.CLIENT_CAPABILITIES + "\":" + (asker.samples() ? SAMPLING : NOTHING) + "}";
    }

    /// One page of a list, which the gateway has at hand.
    Response list(String method, @org.jspecify.annotations.Nullable String cursor) {
        String params = cursor == null ? null : "{\"cursor\":" + Json.quote(cursor) + "}";
        SourceCall call = new SourceCall(this, method, params == null ? "{}" : params);
        return call.start().join();
    }

    /// Gives back what was taken for the request.
    void close() {
        session.giveBack();
    }

    private static ObjectView object(String json) {
        return Objects.requireNonNull(Response.result(json).result());
    }
}
