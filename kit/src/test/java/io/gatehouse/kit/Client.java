package io.gatehouse.kit;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client in the same process, of any revision: no transport lies between it and the handler.
public final class Client {
    private final Handler handler;
    private final Peer peer;
    private final List<Notification> notifications = new CopyOnWriteArrayList<>();
    private Function<Request, Response> person = request -> Response.error(-1, "nobody is there");

    public Client(Handler handler, Revision revision, String capabilities) {
        this(handler, revision, capabilities, Caller.ofKey("anonymous"));
    }

    public Client(Handler handler, Revision revision, String capabilities, Caller caller) {
        this.handler = handler;
        try {
            this.peer = new Peer(revision, ObjectView.read(Slice.of(capabilities)), null, caller, null);
        } catch (io.gatehouse.protocol.MalformedJsonException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    public static Client modern(Handler handler) {
        return new Client(handler, Revision.R2026_07_28, "{}");
    }

    static Client legacy(Handler handler) {
        return new Client(handler, Revision.R2025_11_25, "{}");
    }

    /// Who answers what the server asks in the middle of a call.
    public Client answering(Function<Request, Response> how) {
        this.person = how;
        return this;
    }

    Peer peer() {
        return peer;
    }

    List<Notification> notifications() {
        return notifications;
    }

    /// The result of a call that must succeed.
    public JsonNode result(String method, @Nullable String params) {
        Response response = send(method, params);
        if (response.result() == null) {
            throw new AssertionError(response.body().text());
        }
        return JsonValues.read(response.result().whole());
    }

    /// The error of a call that must fail.
    JsonNode error(String method, @Nullable String params) {
        Response response = send(method, params);
        if (response.error() == null) {
            throw new AssertionError(response.body().text());
        }
        return JsonValues.read(response.error().whole());
    }

    Response send(String method, @Nullable String params) {
        return start(method, params).response();
    }

    Running start(String method, @Nullable String params) {
        Running running = new Running();
        handler.request(Request.of("7", method, params), running);
        return running;
    }

    /// A request under way.
    final class Running implements Exchange {
        private final CompletableFuture<Response> response = new CompletableFuture<>();
        private final List<Runnable> onCancelled = new CopyOnWriteArrayList<>();

        void cancel() {
            onCancelled.forEach(Runnable::run);
        }

        Response response() {
            try {
                return response.get(20, TimeUnit.SECONDS);
            } catch (Exception none) {
                throw new AssertionError("no response", none);
            }
        }

        @Override
        public Peer peer() {
            return peer;
        }

        @Override
        public void respond(Response answer) {
            response.complete(answer);
        }

        @Override
        public void notify(Notification notification) {
            notifications.add(notification);
        }

        @Override
        public void ask(Request request, Consumer<Response> answer) {
            answer.accept(person.apply(request));
        }

        @Override
        public void onCancelled(Runnable action) {
            onCancelled.add(action);
        }
    }
}
