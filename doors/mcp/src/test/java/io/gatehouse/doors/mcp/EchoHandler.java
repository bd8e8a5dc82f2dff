package io.gatehouse.doors.mcp;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A small handler whose tools each show one behaviour of the transport in front of it.
final class EchoHandler implements Handler {
    final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    final BlockingQueue<Notification> notifications = new LinkedBlockingQueue<>();
    final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
    final BlockingQueue<Response> answers = new LinkedBlockingQueue<>();
    final Set<Subscriber> subscribers = new CopyOnWriteArraySet<>();

    record Subscriber(Filter filter, Listener listener) {}

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        answer.accept(new Identity(
                Slice.of("{\"name\":\"echo\",\"version\":\"1.10\"}"),
                Slice.of("{\"tools\":{\"listChanged\":true},\"logging\":{},\"resources\":{\"subscribe\":true}}"),
                "say \"echo\"",
                5000,
                CacheScope.PUBLIC));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        peers.add(exchange.peer());
        switch (request.method()) {
            case Method.TOOLS_LIST -> exchange.respond(Response.result("{ \"tools\" : [], \"x\":1.10 }"));
            case Method.TOOLS_CALL -> call(request, exchange);
            case Method.SET_LEVEL -> exchange.respond(Response.result("{}"));
            default -> exchange.respond(Response.error(ErrorCode.METHOD_NOT_FOUND, "no " + request.method()));
        }
    }

    private void call(Request request, Exchange exchange) {
        switch (String.valueOf(request.name())) {
            case "echo" ->
                exchange.respond(Response.result("{\"content\":[],\"structuredContent\":" + arguments(request) + "}"));
            case "headers" ->
                exchange.respond(Response.result(
                        "{\"seen\":" + exchange.parameterHeaders().size() + "}"));
            case "progress" -> {
                exchange.notify(Notification.of(Method.PROGRESS, "{\"progressToken\":1,\"progress\":1}"));
                exchange.notify(Notification.of(Method.MESSAGE, "{\"level\":\"info\",\"data\":1}"));
                exchange.respond(Response.result("{\"content\":[]}"));
            }
            case "hold" -> {
                exchange.onCancelled(() -> cancelled.add(request.id().text()));
                held.add(exchange);
            }
            case "ask" ->
                exchange.ask(
                        Request.of("0", Method.ELICIT, "{\"message\":\"sure?\",\"requestedSchema\":{}}"), answer -> {
                            answers.add(answer);
                            exchange.respond(
                                    answer.failed()
                                            ? Response.toolError(answer.errorMessage())
                                            : Response.result("{\"content\":[],\"answer\":"
                                                    + answer.body().text() + "}"));
                        });
            case "demanding" ->
                exchange.respond(Response.error(new RpcError(
                        ErrorCode.MISSING_CLIENT_CAPABILITY, "needs sampling", "{\"requiredCapabilities\":{}}")));
            case "failing" -> exchange.respond(Response.error(ErrorCode.INVALID_PARAMS, "bad arguments"));
            default -> throw new IllegalArgumentException("secret detail");
        }
    }

    private static String arguments(Request request) {
        ObjectView params = request.params();
        return params == null ? "null" : String.valueOf(params.get("arguments"));
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        notifications.add(notification);
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        Subscriber subscriber = new Subscriber(filter, listener);
        subscribers.add(subscriber);
        listener.acknowledged(new Filter(filter.tools(), false, filter.resources(), filter.uris()));
        return () -> subscribers.remove(subscriber);
    }

    /// Tells all that listen.
    void publish(Notification notification) {
        subscribers.forEach(subscriber -> subscriber.listener().notification(notification));
    }

    @Override
    public List<HeaderParameter> headerParameters(String tool, Peer peer) {
        return tool.equals("headers")
                ? List.of(
                        new HeaderParameter("Region", List.of("region")),
                        new HeaderParameter("Count", List.of("page", "count")))
                : List.of();
    }
}
