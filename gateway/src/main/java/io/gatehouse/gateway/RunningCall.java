package io.gatehouse.gateway;

import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.CallFailure;
import io.gatehouse.upstream.CallOptions;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamExchange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A call between the client that waits for it and the server that works on it. However it ends, it ends once and is
/// told to the observer once.
final class RunningCall implements UpstreamExchange {
    private final Request request;
    private final Exchange client;
    private final Toolset toolset;
    private final CallObserver observer;
    private final String door;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final String requestId;
    private @Nullable Upstream upstream;
    private Effects effects = Effects.UNKNOWN;
    private @Nullable String name;

    RunningCall(Request request, Exchange client, Toolset toolset, CallObserver observer, String door) {
        this.request = request;
        this.client = client;
        this.toolset = toolset;
        this.observer = observer;
        this.door = door;
        String known = client.requestId();
        this.requestId = known == null ? RequestId.next() : known;
        this.name = request.name() != null ? request.name() : request.uri();
    }

    /// Sends the shaped request to its server; `own` is what the server calls the thing that is called, `done` what it
    /// does to the world.
    void send(Upstream to, String own, Request shaped, CallOptions options, Effects done) {
        upstream = to;
        name = own;
        effects = done;
        to.request(shaped, this, options);
    }

    /// Ends the call here, before any server.
    void refuse(RpcError why) {
        end(Response.error(why.with(refusal())), CallOutcome.REFUSED, Outcome.NOT_SENT, why.message());
    }

    /// Ends the call of a tool here, before any server, with something that the model can correct.
    void refuseArguments(String why) {
        end(Response.toolError(why, refusal()), CallOutcome.REFUSED, Outcome.NOT_SENT, why);
    }

    private Failure refusal() {
        String server = upstream == null ? null : upstream.name();
        return new Failure(Category.VALIDATION, Outcome.NOT_SENT, server, requestId, null);
    }

    @Override
    public Peer peer() {
        return client.peer();
    }

    @Override
    public void respond(Response response) {
        ObjectView result = response.result();
        if (result == null) {
            Revision server = upstream == null ? null : upstream.snapshot().revision();
            Response own = MissingResource.in(response, request.method(), client.peer(), server);
            end(own, CallOutcome.ERROR, Outcome.DONE, response.errorMessage());
            return;
        }
        Response shaped = olderWhereNeeded(withExposedUris(response, result));
        if (result.isTrue("isError")) {
            end(shaped, CallOutcome.TOOL_ERROR, Outcome.DONE, null);
        } else if (response.resultType().equals("input_required")) {
            end(shaped, CallOutcome.INPUT_REQUIRED, Outcome.DONE, null);
        } else {
            end(shaped, CallOutcome.OK, Outcome.DONE, null);
        }
    }

    @Override
    public void failed(CallFailure failure) {
        if (failure.kind() == CallFailure.Kind.CANCELLED) {
            if (ended.compareAndSet(false, true)) {
                observer.ended(record(0, CallOutcome.CANCELLED, failure.outcome(), null));
            }
            return;
        }
        Duration wait = CallFailures.wait(failure);
        if (wait != null) {
            client.retryAfter(wait);
        }
        Response response = CallFailures.response(request.method(), failure, effects, requestId);
        end(response, CallOutcome.FAILED, failure.outcome(), failure.operator().happened());
    }

    @Override
    public void notify(Notification notification) {
        client.notify(notification);
    }

    @Override
    public void ask(Request question, Consumer<Response> answer) {
        client.ask(question, answer);
    }

    @Override
    public void onCancelled(Runnable action) {
        client.onCancelled(action);
    }

    @Override
    public Map<String, String> parameterHeaders() {
        return client.parameterHeaders();
    }

    private void end(Response response, CallOutcome outcome, Outcome known, @Nullable String problem) {
        if (ended.compareAndSet(false, true)) {
            client.respond(response);
            observer.ended(record(response.body().length(), outcome, known, problem));
        }
    }

    private CallRecord record(int responseBytes, CallOutcome outcome, Outcome known, @Nullable String problem) {
        Peer peer = client.peer();
        return new CallRecord(
                requestId,
                startedMillis,
                System.nanoTime() - startedNanos,
                peer.caller().name(),
                peer.session() == null ? null : peer.session().id(),
                door,
                request.method(),
                upstream == null ? null : upstream.name(),
                name,
                request.body().length(),
                responseBytes,
                outcome,
                known,
                problem);
    }

    /// A server may speak a newer revision than the client.
    private Response olderWhereNeeded(Response response) {
        Revision server = upstream == null ? null : upstream.snapshot().revision();
        Revision revision = client.peer().revision();
        if (server == null || server.compareTo(revision) <= 0) {
            return response;
        }
        Route route = request.method().equals(Method.TOOLS_CALL) && request.name() != null
                ? toolset.view().tools().get(request.name())
                : null;
        return OlderResults.of(response, request.method(), server, revision, route != null && route.wrapsOutput());
    }

    /// Notes whose the resources in a result are, and puts the names that clients know in place of colliding URIs.
    private Response withExposedUris(Response response, ObjectView result) {
        Upstream owner = upstream;
        List<Slice> uris = owner == null ? List.of() : ResultUris.of(result);
        if (owner == null || uris.isEmpty()) {
            return response;
        }
        UnaryOperator<String> namer = toolset.namer(owner);
        Splice splice = new Splice(response.body());
        boolean changed = false;
        for (Slice literal : uris) {
            String uri = Json.unquote(literal);
            String exposed = namer.apply(uri);
            if (!exposed.equals(uri)) {
                splice.replace(literal, Json.quoted(exposed));
                changed = true;
            }
        }
        return changed ? Response.of(splice.toBytes()) : response;
    }
}
