package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.transport.LegacySession;
import io.gatehouse.upstream.transport.Messages;
import io.gatehouse.upstream.transport.SessionCookies;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One message of a relayed client on its way, and all that comes back for it.
final class RelayCall implements ResponseHandler {
    private static final System.Logger LOG = System.getLogger(RelayCall.class.getName());

    private final StdioRelay relay;
    private final List<Slice> ids;
    private final Set<Slice> open;
    private final @Nullable Request request;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile @Nullable ClientCall call;
    private volatile boolean cancelled;
    private int status;
    private Headers headers = Headers.none();
    private boolean last;
    private boolean handedOn;

    /// @param ids of the requests in it
    /// @param request when it is one request alone
    RelayCall(StdioRelay relay, List<Slice> ids, @Nullable Request request) {
        this.relay = relay;
        this.ids = List.copyOf(ids);
        this.open = ConcurrentHashMap.newKeySet();
        open.addAll(ids);
        this.request = request;
    }

    List<Slice> ids() {
        return ids;
    }

    /// Completes when nothing more comes.
    CompletableFuture<Void> done() {
        return done;
    }

    /// Whether it is one request of the modern era.
    boolean modern() {
        return request != null && ModernMeta.claimed(request.params());
    }

    /// Whether it is a subscription, which nobody waits for at the end.
    boolean endless() {
        return request != null && request.method().equals(Method.LISTEN);
    }

    void carriedBy(ClientCall sent) {
        call = sent;
        if (cancelled) {
            sent.cancel();
        }
    }

    /// Ends it without an answer.
    void cancel() {
        cancelled = true;
        close();
        ClientCall sent = call;
        if (sent != null) {
            sent.cancel();
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
        } else if (status >= 300 || !open.isEmpty()) {
            refused(body);
        }
        end();
    }

    @Override
    public void end() {
        if (!handedOn) {
            broken("The gateway ended the answer before it was complete.");
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        LOG.log(System.Logger.Level.WARNING, "the gateway did not answer: " + failure.getMessage());
        boolean never = failure.kind() == HttpFailure.Kind.CONNECT;
        broken("The gateway did not answer.", never ? Outcome.NOT_SENT : Outcome.SENT_OUTCOME_UNKNOWN);
    }

    /// Answers what is still open: nobody knows what became of it.
    void broken(String problem) {
        broken(problem, Outcome.SENT_OUTCOME_UNKNOWN);
    }

    private void broken(String problem, Outcome outcome) {
        unanswered(ErrorCode.SERVER_UNAVAILABLE, problem, Category.DOWNSTREAM, outcome);
    }

    /// Answers that it cannot be sent.
    void tooLong(HeaderRoomException tooLong) {
        String problem = "The gateway was not called: " + tooLong.getMessage() + ". Shorten " + tooLong.member() + ".";
        unanswered(ErrorCode.INVALID_PARAMS, problem, Category.VALIDATION, Outcome.NOT_SENT);
    }

    private void unanswered(int code, String problem, Category category, Outcome outcome) {
        Failure failure = new Failure(category, outcome, null, RequestId.next(), null);
        answer(Response.failure(method(), code, problem, failure));
    }

    /// Answers all that is still open.
    private void answer(Response response) {
        if (!cancelled) {
            open.forEach(id -> relay.toClient(response.withId(id)));
        }
        close();
    }

    private String method() {
        return request == null ? "" : request.method();
    }

    private void close() {
        open.clear();
        ids.forEach(id -> relay.answered(id, this));
        done.complete(null);
    }

    private void pass(byte[] bytes) {
        Slice message = Slice.of(bytes);
        List<Slice> answered = new ArrayList<>(1);
        try {
            if (MessageReader.isBatch(message)) {
                for (Slice element : relay.reader().elements(message)) {
                    note(relay.reader().read(element), answered);
                }
            } else {
                note(relay.reader().read(message), answered);
            }
            if (!cancelled) {
                relay.toClient(bytes);
            }
            // Only now: whoever waits for the last answer ends the connection, and it must be on its way by then.
            answered.forEach(id -> relay.answered(id, this));
        } catch (MalformedMessageException noMessage) {
            broken("The gateway answered with something that is not a message.");
        }
    }

    private void note(Message message, List<Slice> answered) {
        relay.questions().toClient(message);
        Slice id = message instanceof Response response ? response.id() : null;
        if (id == null) {
            return;
        }
        if (request != null && request.method().equals(Method.INITIALIZE) && open.contains(id)) {
            begun((Response) message);
        }
        if (open.remove(id)) {
            answered.add(id);
        }
    }

    private void begun(Response answer) {
        ObjectView result = answer.result();
        String version = result == null ? null : result.string("protocolVersion");
        Revision revision = version == null ? null : Revision.of(version).orElse(null);
        if (revision != null) {
            relay.begun(LegacySession.of(
                    headers.get("mcp-session-id"),
                    revision,
                    relay.endpoint().credentials(),
                    SessionCookies.of(headers)));
        }
    }

    /// The endpoint did not take the message.
    private void refused(byte[] body) {
        Response response = response(body);
        Slice id = response == null ? null : response.id();
        if (response != null && response.errorCode() == ErrorCode.HEADER_MISMATCH && mirrorsAgain()) {
            return;
        }
        if (id != null && open.contains(id)) {
            pass(body);
            return;
        }
        String said =
                response != null ? response.errorMessage() : relay.endpoint().excerpt(Slice.of(body));
        String problem = "The gateway answered with HTTP " + status + ": " + said;
        String facts = facts(response);
        if (facts == null) {
            broken(problem, Outcome.NOT_SENT);
        } else if (method().equals(Method.TOOLS_CALL)) {
            answer(Response.toolError(problem, facts));
        } else {
            answer(Response.error(new RpcError(ErrorCode.SERVER_UNAVAILABLE, problem, facts)));
        }
        if (status == 401 || status == 404 && request != null && !modern()) {
            relay.lost("the gateway ended this client's session (" + status + ": " + said + "); restart this command");
        }
    }

    /// What the endpoint tells programs about its refusal, JSON; null when it tells nothing.
    private static @Nullable String facts(@Nullable Response response) {
        ObjectView error = response == null ? null : response.error();
        ObjectView data = error == null ? null : error.object("data");
        return data == null ? null : data.whole().text();
    }

    /// The definition of the tool may have arguments to mirror that are not known here yet.
    private boolean mirrorsAgain() {
        Request tool = request;
        if (last || tool == null || !tool.method().equals(Method.TOOLS_CALL)) {
            return false;
        }
        handedOn = true;
        Thread.ofVirtual().name("relay headers").start(() -> {
            relay.headers().refresh();
            RelayCall second = new RelayCall(relay, ids, request);
            second.last = true;
            if (!cancelled) {
                relay.startMirrored(second, tool, tool.body().bytes());
            }
        });
        return true;
    }

    private @Nullable Response response(byte[] body) {
        try {
            return Messages.looksLikeJson(body) && relay.reader().read(Slice.of(body)) instanceof Response response
                    ? response
                    : null;
        } catch (MalformedMessageException noMessage) {
            return null;
        }
    }
}
