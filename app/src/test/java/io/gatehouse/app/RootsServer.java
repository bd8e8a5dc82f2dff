package io.gatehouse.app;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.fixtures.Era;
import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An older server that asks for the roots of a client when it hears that they have changed, outside any call. Its tool
/// `roots` says what the client of the session answered; `hold` goes on until `release` is called, and `holding` says
/// whether it does.
final class RootsServer implements Handler {
    /// What `roots` says before the client has answered.
    static final String NONE = "none";

    private static final Slice INFO = Slice.of("{\"name\":\"roots\",\"version\":\"1\"}");
    private static final Slice CAPABILITIES = Slice.of("{\"tools\":{}}");

    private final Map<String, String> roots = new ConcurrentHashMap<>();
    private final Map<String, Exchange> held = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws IOException {
        StdioSettings legacy = StdioSettings.DEFAULT.withRevisions(Era.LEGACY.revisions());
        new StdioServer(new RootsServer(), System.in, System.out, legacy).run();
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        answer.accept(new Identity(INFO, CAPABILITIES, null, 0, CacheScope.PRIVATE));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        switch (request.method()) {
            case Method.TOOLS_LIST ->
                exchange.respond(Response.result(Stream.of("roots", "hold", "holding", "release")
                        .map(tool -> "{\"name\":\"" + tool + "\",\"inputSchema\":{\"type\":\"object\"}}")
                        .collect(Collectors.joining(",", "{\"tools\":[", "]}"))));
            case Method.TOOLS_CALL -> call(String.valueOf(request.name()), exchange);
            default -> exchange.respond(Response.error(ErrorCode.METHOD_NOT_FOUND, "no method " + request.method()));
        }
    }

    private void call(String tool, Exchange exchange) {
        String session = session(exchange.peer()).id();
        switch (tool) {
            case "roots" -> say(exchange, roots.getOrDefault(session, NONE));
            case "hold" -> held.put(session, exchange);
            case "holding" -> say(exchange, String.valueOf(held.containsKey(session)));
            case "release" -> {
                say(Objects.requireNonNull(held.remove(session)), "released");
                say(exchange, "done");
            }
            default -> exchange.respond(Response.error(ErrorCode.INVALID_PARAMS, "no tool " + tool));
        }
    }

    private static Peer.Session session(Peer peer) {
        return Objects.requireNonNull(peer.session(), "an older client");
    }

    private static void say(Exchange exchange, String text) {
        exchange.respond(Response.result("{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}]}"));
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        if (notification.method().equals(Method.ROOTS_CHANGED)) {
            Peer.Session session = session(peer);
            session.ask(
                    Request.of("1", Method.ROOTS_LIST, null),
                    answer -> roots.put(session.id(), answer.body().text()));
        }
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        listener.acknowledged(Filter.NOTHING);
        return () -> {};
    }
}
