package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.transport.LegacySession;
import io.gatehouse.upstream.transport.Messages;
import io.gatehouse.upstream.transport.SessionCookies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A relayed message at one gateway, and what comes back from there.
final class RelayAttempt implements ResponseHandler {
    private static final System.Logger LOG = System.getLogger(RelayAttempt.class.getName());
    private static final Deadlines UNANSWERED = Deadlines.total(Duration.ofSeconds(10));
    private static final String LOST_CALL = "The connection to the gateway was lost while this call was running. It may"
            + " have had its effect: check that before you call it again.";
    private static final String LOST =
            "The connection to the gateway was lost before this request was answered. Send it again.";

    private final StdioRelay relay;
    private final RelayCall call;
    private final RelayedGateway gateway;
    private volatile @Nullable ClientCall exchange;
    private volatile boolean over;
    private int status;
    private Headers headers = Headers.none();

    RelayAttempt(StdioRelay relay, RelayCall call, RelayedGateway gateway) {
        this.relay = relay;
        this.call = call;
        this.gateway = gateway;
    }

    RelayedGateway gateway() {
        return gateway;
    }

    void begin(Headers fields) {
        // A request ends when the gateway says so, which keeps the deadlines of all calls.
        Deadlines deadlines = call.message().requests().isEmpty() ? UNANSWERED : Deadlines.none();
        var post = new ClientRequest(
                "POST", gateway.endpoint().target(), fields, call.message().body(), deadlines);
        ClientCall started = gateway.endpoint().client().send(post, this);
        exchange = started;
        if (over) {
            started.cancel();
        }
    }

    /// Nobody wants to hear more of it.
    void cancel() {
        over = true;
        ClientCall started = exchange;
        if (started != null) {
            started.cancel();
        }
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        this.status = status;
        this.headers = headers;
        return status == 200 && MediaTypes.isEventStream(headers.get("content-type"))
                ? BodyMode.EVENTS
                : BodyMode.WHOLE;
    }

    @Override
    public void event(ServerSentEvent event) {
        if (event.data().length > 0 && (event.event() == null || event.event().equals("message"))) {
            pass(event.data());
        }
    }

    @Override
    public void whole(byte[] body) {
        if (status == 200 && Messages.looksLikeJson(body)) {
            pass(body);
        } else if (!over && (status >= 300 || !call.open().isEmpty())) {
            refused(body);
        }
        end();
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        if (call.open().isEmpty()) {
            over = true;
            call.close();
        } else {
            lost(false, "The gateway ended the answer before it was complete.");
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        LOG.log(System.Logger.Level.DEBUG, "the gateway did not answer: " + failure.getMessage());
        switch (failure.kind()) {
            case TOO_LARGE, NO_ROOM, PROTOCOL -> {
                if (!over) {
                    broken(
                            "The gateway's answer cannot be read: " + failure.getMessage() + ".",
                            Outcome.SENT_OUTCOME_UNKNOWN);
                }
            }
            case CONNECT, TLS, CONNECT_TIMEOUT, FIRST_BYTE_TIMEOUT, TOTAL_TIMEOUT, CLOSED ->
                lost(!failure.sent(), call.method().equals(Method.TOOLS_CALL) ? LOST_CALL : LOST);
        }
    }

    /// The gateway may be gone.
    ///
    /// @param unsent whether it certainly has not taken the message
    private void lost(boolean unsent, String problem) {
        if (over) {
            return;
        }
        over = true;
        relay.link().suspect(gateway);
        if (!call.again(this, unsent)) {
            broken(problem, unsent ? Outcome.NOT_SENT : Outcome.SENT_OUTCOME_UNKNOWN);
        }
    }

    private void broken(String problem, Outcome outcome) {
        over = true;
        call.broken(problem, outcome);
    }

    private void pass(byte[] bytes) {
        Slice whole = Slice.of(bytes);
        List<Slice> answered = new ArrayList<>(1);
        try {
            if (MessageReader.isBatch(whole)) {
                for (Slice element : relay.reader().elements(whole)) {
                    note(relay.reader().read(element), answered);
                }
            } else {
                Message one = relay.reader().read(whole);
                if (call.listening() != null && isOwn(one, bytes)) {
                    return;
                }
                note(one, answered);
            }
            call.toClient(bytes);
            // Only now: whoever waits for the last answer ends the connection, and it must be on its way by then.
            answered.forEach(id -> relay.answered(id, call));
        } catch (MalformedMessageException noMessage) {
            broken("The gateway answered with something that is not a message.", Outcome.SENT_OUTCOME_UNKNOWN);
        }
    }

    /// Whether a message of a subscription is for the relay: a gateway that stops ends subscriptions, and the next one
    /// acknowledges them again.
    private boolean isOwn(Message one, byte[] bytes) {
        RelayListening subscription = call.listening();
        if (subscription == null) {
            return false;
        }
        if (one instanceof Response response && !response.failed()) {
            over = true;
            Thread.ofVirtual().name("relay subscription").start(() -> {
                if (relay.link().serves(gateway)) {
                    call.toClient(bytes);
                    call.close();
                } else {
                    relay.link().suspect(gateway);
                    call.again(this, false);
                }
            });
            return true;
        }
        List<Notification> instead = subscription.instead(one);
        if (instead != null) {
            instead.forEach(notice -> call.toClient(notice.body().bytes()));
        }
        return instead != null;
    }

    private void note(Message one, List<Slice> answered) {
        relay.questions().toClient(one, gateway);
        if (!(one instanceof Response response) || response.id() == null) {
            return;
        }
        Slice id = response.id();
        Request asked = call.open().remove(id);
        if (asked != null) {
            answered.add(id);
            if (!response.failed()) {
                succeeded(asked, response);
            }
        }
    }

    private void succeeded(Request asked, Response response) {
        if (asked.method().equals(Method.INITIALIZE)) {
            LegacySession begun =
                    RelayRenewal.begun(gateway, response, headers.get("mcp-session-id"), SessionCookies.of(headers));
            if (begun != null) {
                gateway.session(begun);
                relay.memory().began(asked, response);
            }
        } else if (!ModernMeta.claimed(asked.params())) {
            relay.memory().done(asked);
        }
    }

    /// The gateway did not take the message.
    private void refused(byte[] body) {
        Response response = gateway.response(body);
        Slice id = response == null ? null : response.id();
        if (goesElsewhere(response)) {
            over = true;
            return;
        }
        if (response != null && response.errorCode() == ErrorCode.HEADER_MISMATCH && call.mirrorsAgain(gateway)) {
            over = true;
            return;
        }
        if (id != null && call.open().containsKey(id)) {
            pass(body);
            return;
        }
        String said =
                response != null ? response.errorMessage() : gateway.endpoint().excerpt(Slice.of(body));
        String problem = "The gateway answered with HTTP " + status + ": " + said;
        String facts = facts(response);
        if (facts == null) {
            broken(problem, Outcome.NOT_SENT);
        } else if (call.method().equals(Method.TOOLS_CALL)) {
            call.answer(Response.toolError(problem, facts));
        } else {
            call.answer(Response.error(new RpcError(ErrorCode.SERVER_UNAVAILABLE, problem, facts)));
        }
    }

    /// Whether another gateway, or another session, can take what this one has refused without doing anything.
    private boolean goesElsewhere(@Nullable Response response) {
        boolean forgotten = status == 404 && !call.modern() && gateway.session() != null;
        if (forgotten) {
            relay.link().forgotten(gateway);
        } else if (status == 401 || RelayedGateway.stopping(status, response)) {
            relay.link().suspect(gateway);
        } else {
            return false;
        }
        return call.again(this, true);
    }

    /// What the gateway tells programs about its refusal, JSON; null when it tells nothing.
    private static @Nullable String facts(@Nullable Response response) {
        ObjectView error = response == null ? null : response.error();
        ObjectView data = error == null ? null : error.object("data");
        return data == null ? null : data.whole().text();
    }
}
