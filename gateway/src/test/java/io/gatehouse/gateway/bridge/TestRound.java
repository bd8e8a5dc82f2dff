package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request of a modern client, and what became of it.
final class TestRound implements Round {
    private static final ObjectView CAPABILITIES = object("{\"elicitation\":{},\"sampling\":{},\"roots\":{}}");

    private final Request request;
    private final List<Runnable> cancellations = new ArrayList<>();
    final List<Notification> heard = new ArrayList<>();

    @Nullable
    Response answer;

    @Nullable
    CallFailure failure;

    @Nullable
    ParkedCall call;

    TestRound(String more) {
        request = Request.of("1", "tools/call", "{\"name\":\"t\",\"arguments\":{\"n\":1}" + more + "}");
    }

    static ObjectView object(String json) {
        ObjectView view = Response.result(json).result();
        if (view == null) {
            throw new AssertionError(json);
        }
        return view;
    }

    /// What the round has come to, as text.
    String end() {
        if (failure != null) {
            return failure.kind() + ": " + failure.caller().text();
        }
        return answer == null ? "waits" : answer.body().text();
    }

    ObjectView result() {
        ObjectView result = answer == null ? null : answer.result();
        if (result == null) {
            throw new AssertionError("no result: " + end());
        }
        return result;
    }

    void cancel() {
        cancellations.forEach(Runnable::run);
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public RoundBinding binding() {
        return RoundBinding.of("tools", Caller.ANONYMOUS, "s", request);
    }

    @Override
    public void inputRequired(Response questions) {
        respond(questions);
    }

    @Override
    public void failed(CallFailure why) {
        if (answer != null || failure != null) {
            throw new AssertionError("ended twice");
        }
        failure = why;
    }

    @Override
    public Peer peer() {
        return new Peer(Revision.R2026_07_28, CAPABILITIES, null, Caller.ANONYMOUS, null);
    }

    @Override
    public void respond(Response response) {
        if (answer != null || failure != null) {
            throw new AssertionError("answered twice");
        }
        answer = response;
    }

    @Override
    public void notify(Notification notification) {
        heard.add(notification);
    }

    @Override
    public void ask(Request question, Consumer<Response> asker) {
        if (call == null) {
            throw new AssertionError("nobody waits");
        }
        call.put(question, asker);
    }

    @Override
    public void onCancelled(Runnable action) {
        cancellations.add(action);
    }
}
