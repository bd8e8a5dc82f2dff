package io.gatehouse.gateway.call;

import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.transport.DeclaredCapabilities;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// What the gateway itself asks a server about the task of one call. It declares what the client of the call can
/// do, and the tasks extension, which the gateway knows in the client's place.
final class TaskRequests {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final CallOptions OPTIONS = new CallOptions(TIMEOUT, TIMEOUT, List.of(), true);

    private final RunningCall call;
    private final String task;
    private final Peer peer;
    private final String meta;

    /// @param task its id at the server
    TaskRequests(RunningCall call, String task) {
        this.call = call;
        this.task = task;
        Peer client = call.peer();
        ObjectView declared = client.revision().modern()
                ? client.capabilities()
                : Response.result(DeclaredCapabilities.modern(client)).result();
        byte[] capabilities = TasksExtension.added(declared == null ? ClientFace.NO_CAPABILITIES : declared);
        this.meta = "{" + Json.quote(Meta.CLIENT_CAPABILITIES) + ":" + new String(capabilities, StandardCharsets.UTF_8)
                + "}";
        this.peer = new Peer(
                Revision.NEWEST, Response.result(capabilities).result(), client.clientInfo(), client.caller(), null);
    }

    /// Asks how it stands.
    void get(Consumer<Response> answer, Consumer<CallFailure> failure) {
        send(Method.TASKS_GET, "", answer, failure);
    }

    /// Gives it answers.
    ///
    /// @param answers a JSON object
    void update(byte[] answers, Consumer<Response> answer, Consumer<CallFailure> failure) {
        send(
                Method.TASKS_UPDATE,
                ",\"inputResponses\":" + new String(answers, StandardCharsets.UTF_8),
                answer,
                failure);
    }

    /// Nobody wants it any more.
    void cancel() {
        send(Method.TASKS_CANCEL, "", acknowledged -> {}, nobodyWaits -> {});
    }

    private void send(String method, String more, Consumer<Response> answer, Consumer<CallFailure> failure) {
        Request request =
                Request.of("0", method, "{\"_meta\":" + meta + ",\"taskId\":" + Json.quote(task) + more + "}");
        call.send(EditedRequest.unchanged(request), new Asked(peer, answer, failure), OPTIONS);
    }

    /// One such request.
    private record Asked(Peer peer, Consumer<Response> answer, Consumer<CallFailure> failure)
            implements UpstreamExchange {
        @Override
        public void respond(Response response) {
            answer.accept(response);
        }

        @Override
        public void failed(CallFailure why) {
            failure.accept(why);
        }

        @Override
        public void notify(Notification notification) {
            // No notifications belong to these requests.
        }

        @Override
        public void ask(Request question, Consumer<Response> reply) {
            reply.accept(Response.error(ErrorCode.METHOD_NOT_FOUND, "nobody is asked here"));
        }

        @Override
        public void onCancelled(Runnable action) {
            // They end by themselves, soon.
        }
    }
}
