package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A client's call, remembering all that becomes of it.
public class RecordingExchange implements UpstreamExchange {
    public static final Peer MODERN = new Peer(Revision.R2026_07_28, null, null, Caller.ANONYMOUS, null);
    public static final Peer LEGACY = new Peer(Revision.R2025_11_25, null, null, Caller.ANONYMOUS, null);

    private final Peer peer;
    private final CompletableFuture<Object> end = new CompletableFuture<>();
    private final List<Runnable> whenCancelled = new CopyOnWriteArrayList<>();
    final List<Notification> notifications = new CopyOnWriteArrayList<>();
    public final List<Request> asked = new CopyOnWriteArrayList<>();
    Map<String, String> parameterHeaders = Map.of();
    public Response askAnswer = Response.result("{\"action\":\"accept\"}");

    public RecordingExchange(Peer peer) {
        this.peer = peer;
    }

    public Response response() {
        Object what = ended();
        if (what instanceof Response response) {
            return response;
        }
        throw new AssertionError("failed: " + what);
    }

    public CallFailure failure() {
        Object what = ended();
        if (what instanceof CallFailure failure) {
            return failure;
        }
        throw new AssertionError("answered: " + what);
    }

    /// Whether it was answered and did not fail.
    boolean answered() {
        return ended() instanceof Response;
    }

    public boolean done() {
        return end.isDone();
    }

    /// The response, or the failure.
    Object ended() {
        try {
            return end.get(15, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException missing) {
            throw new AssertionError("no answer", missing);
        }
    }

    void cancel() {
        whenCancelled.forEach(Runnable::run);
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void respond(Response response) {
        if (!end.complete(response)) {
            throw new AssertionError("answered twice");
        }
    }

    @Override
    public void failed(CallFailure failure) {
        if (!end.complete(failure)) {
            throw new AssertionError("answered twice");
        }
    }

    @Override
    public void notify(Notification notification) {
        notifications.add(notification);
    }

    @Override
    public void ask(Request request, Consumer<Response> answer) {
        asked.add(request);
        answer.accept(askAnswer);
    }

    @Override
    public void onCancelled(Runnable action) {
        whenCancelled.add(action);
    }

    @Override
    public Map<String, String> parameterHeaders() {
        return parameterHeaders;
    }
}
