package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.settings.ToolEffects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call between the client that waits for it and the server that works on it.
final class RunningCall extends ToolsetPassage implements UpstreamExchange {
    private static final String STOPPED = "the gateway stopped before the server answered";

    private final Request request;
    private final Exchange client;
    private @Nullable Resolved target;
    private @Nullable EditedRequest edited;
    private @Nullable Response came;
    private boolean sent;

    RunningCall(CallPipeline pipeline, Request request, Exchange client, Toolset toolset) {
        super(pipeline, Kind.CALL, toolset, RequestId.of(client));
        this.request = request;
        this.client = client;
    }

    /// The request as it came.
    Request request() {
        return request;
    }

    /// The request as its server gets it.
    EditedRequest outgoing() {
        EditedRequest changed = edited;
        if (changed == null) {
            throw new IllegalStateException("the call has not been edited");
        }
        return changed;
    }

    @Override
    public @Nullable ObjectView arguments() {
        return outgoing().arguments();
    }

    void edited(EditedRequest changed) {
        edited = changed;
    }

    void resolved(Resolved found) {
        target = found;
    }

    /// Where it goes, once that is known.
    Resolved target() {
        Resolved found = target;
        if (found == null) {
            throw new IllegalStateException("the call has not been resolved");
        }
        return found;
    }

    /// Sends it to its server, which answers later.
    boolean send() {
        Resolved to = target();
        sent = true;
        to.upstream().request(outgoing(), this, to.options());
        return false;
    }

    /// The server's answer, once it has come.
    Response came() {
        Response response = came;
        if (response == null) {
            throw new IllegalStateException("the call has not been answered");
        }
        return response;
    }

    /// Ends the call here, before any server.
    void refuse(RpcError why) {
        finish(Response.error(why.with(refusal())), Ending.refused(Category.VALIDATION, why.message()));
    }

    /// Ends the call of a tool here, before any server, with something that the model can correct.
    void refuseArguments(String why) {
        finish(Response.toolError(why, refusal()), Ending.refused(Category.VALIDATION, why));
    }

    /// Ends the call here because servers that may have what it names have not listed yet.
    ///
    /// @param why for the caller
    /// @param servers their names, for operators
    void refuseUntilListed(String why, String servers) {
        Failure failure = Failure.notSent(Category.DOWNSTREAM, requestId());
        Response response = Response.failure(
                request.method(), ErrorCode.SERVER_UNAVAILABLE, why + " Request ID: " + requestId() + ".", failure);
        finish(
                response,
                new Ending(
                        CallOutcome.FAILED,
                        Outcome.NOT_SENT,
                        Category.DOWNSTREAM,
                        "these servers have not listed anything yet: " + servers));
    }

    private Failure refusal() {
        return new Failure(Category.VALIDATION, Outcome.NOT_SENT, serverName(), requestId(), null);
    }

    private @Nullable String serverName() {
        Resolved found = target;
        return found == null ? null : found.upstream().name();
    }

    @Override
    public void respond(Response response) {
        came = response;
        pipeline().answered(this);
    }

    @Override
    public void failed(CallFailure failure) {
        if (failure.kind() == CallFailure.Kind.CANCELLED) {
            boolean stopped = client.stopped();
            Ending ending = new Ending(
                    stopped ? CallOutcome.FAILED : CallOutcome.CANCELLED,
                    failure.outcome(),
                    null,
                    stopped ? STOPPED : null);
            finish(null, ending);
            return;
        }
        try {
            tell(failure);
        } catch (RuntimeException | Error broken) {
            broken("the failure of a call", failure.outcome(), broken);
        }
    }

    private void tell(CallFailure failure) {
        Duration wait = CallFailures.wait(failure);
        if (wait != null) {
            client.retryAfter(wait);
        }
        Response response = CallFailures.response(request.method(), failure, effects(), requestId());
        finish(
                response,
                new Ending(
                        CallOutcome.FAILED,
                        failure.outcome(),
                        failure.kind().category(),
                        failure.operator().happened()));
    }

    @Override
    public void broken(Throwable why) {
        broken(came == null ? "a call" : "the answer of a call", known(), why);
    }

    @Override
    Outcome known() {
        if (came != null) {
            return Outcome.DONE;
        }
        return sent ? Outcome.SENT_OUTCOME_UNKNOWN : Outcome.NOT_SENT;
    }

    @Override
    Response failure(Outcome known) {
        return Response.failure(
                request.method(),
                ErrorCode.SERVER_FAILED,
                "The gateway failed while it handled the end of this call. Do not simply repeat it: ask the operator"
                        + " of the gateway to look at it. Request ID: " + requestId() + ".",
                new Failure(Category.DOWNSTREAM, known, serverName(), requestId(), null));
    }

    @Override
    void answer(Response answer) {
        client.respond(answer);
    }

    private Effects effects() {
        Resolved found = target;
        return found == null ? Effects.UNKNOWN : found.effects();
    }

    @Override
    public boolean hasEffects() {
        return effects().kind() != ToolEffects.Kind.READ;
    }

    @Override
    public Peer peer() {
        return client.peer();
    }

    @Override
    Peer client() {
        return client.peer();
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public @Nullable String name() {
        Resolved found = target;
        if (found != null) {
            return found.own();
        }
        return request.name() != null ? request.name() : request.uri();
    }

    @Override
    Subject subject() {
        Resolved found = target;
        CatalogEntry entry = found == null ? null : found.entry();
        return new Subject(
                method(),
                serverName(),
                name(),
                entry == null ? null : entry.facts().digest());
    }

    @Override
    int requestBytes() {
        return request.body().length();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return request.meta();
    }

    @Override
    public void notify(Notification notification) {
        client.notify(notification);
    }

    /// What the server asks in the middle of the call goes through the gateway too.
    @Override
    public void ask(Request question, Consumer<Response> answer) {
        pipeline().ask(new Question(this, question, client, answer));
    }

    @Override
    public void onCancelled(Runnable action) {
        client.onCancelled(action);
    }

    @Override
    public Map<String, String> parameterHeaders() {
        return client.parameterHeaders();
    }

    @Override
    public @Nullable String headerMismatch(List<HeaderParameter> parameters) {
        return client.headerMismatch(parameters);
    }
}
