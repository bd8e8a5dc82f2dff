package io.gatehouse.upstream;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One message of a relayed client on its way, and all that comes back for it.
final class RelayCall implements ResponseHandler {
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
        ObjectView meta = request == null ? null : request.meta();
        return meta != null && meta.has(Meta.PROTOCOL_VERSION);
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
            broken("the gateway ended the answer before it was complete");
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        broken("the gateway did not answer: " + failure.getMessage());
    }

    /// Answers what is still open with an error.
    void broken(String problem) {
        if (!cancelled) {
            open.forEach(id -> relay.refuse(id, ErrorCode.SERVER_UNAVAILABLE, problem));
        }
        close();
    }

    private void close() {
        open.clear();
        ids.forEach(id -> relay.answered(id, this));
        done.complete(null);
    }

    private void pass(byte[] bytes) {
        Slice message = Slice.of(bytes);
        try {
            if (MessageReader.isBatch(message)) {
                for (Slice element : relay.reader().elements(message)) {
                    note(relay.reader().read(element));
                }
            } else {
                note(relay.reader().read(message));
            }
            if (!cancelled) {
                relay.toClient(bytes);
            }
        } catch (MalformedMessageException noMessage) {
            broken("the gateway answered with something that is no message");
        }
    }

    private void note(Message message) {
        Slice id = message instanceof Response response ? response.id() : null;
        if (id == null) {
            return;
        }
        if (request != null && request.method().equals(Method.INITIALIZE) && open.contains(id)) {
            begun((Response) message);
        }
        if (open.remove(id)) {
            relay.answered(id, this);
        }
    }

    private void begun(Response answer) {
        ObjectView result = answer.result();
        String version = result == null ? null : result.string("protocolVersion");
        Revision revision = version == null ? null : Revision.of(version).orElse(null);
        if (revision != null) {
            relay.begun(LegacySession.of(
                    headers.get("mcp-session-id"), revision, relay.endpoint().credentials()));
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
        broken("the gateway answered " + status + ": " + said);
        if (status == 401 || status == 404 && request != null && !modern()) {
            relay.lost("the gateway ended this client's session (" + status + ": " + said + "); start anew");
        }
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
                relay.start(second, tool.body().bytes(), relay.headers().of(tool));
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
