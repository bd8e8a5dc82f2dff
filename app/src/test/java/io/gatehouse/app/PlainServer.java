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
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.TasksExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server whose answers are written by hand, so that what passes the gateway can be compared byte for byte. Its tool
/// `echo` gives back the request as it came; with the key `task` it begins a task, for clients that declare tasks.
final class PlainServer implements Handler {
    /// What stands in the result of `echo` beside the text: content that nobody knows, and numbers spelled oddly.
    static final String ODD = "{\"type\":\"hologram\",\"depth\":1.10,\"big\":123456789012345678901234567890}],"
            + "\"structuredContent\":{\"n\":1E+2, \"m\":-0.0},\"example.org/unknown\":[ 1.0 ]";
    /// A member of every tool's definition that no revision knows.
    static final String UNKNOWN = "\"x-own\":1.10";

    private static final String SCHEMA = "\"inputSchema\":{\"type\":\"object\"}," + UNKNOWN;
    private static final Slice INFO = Slice.of("{\"name\":\"plain\",\"version\":\"1\"}");
    private static final Slice CAPABILITIES = Slice.of("""
            {"tools":{"listChanged":true},"prompts":{"listChanged":true},\
            "resources":{"subscribe":true,"listChanged":true},"completions":{},"logging":{}}""");

    private static final Slice MODERN_CAPABILITIES = Slice.of("{\"extensions\":{\"" + TasksExtension.ID + "\":{}},"
            + CAPABILITIES.text().substring(1));
    private static final String TASK = "\"taskId\":\"own\",\"createdAt\":\"2026-07-28T00:00:00Z\","
            + "\"lastUpdatedAt\":\"2026-07-28T00:00:00Z\",\"ttlMs\":60000," + UNKNOWN;

    private final List<String> tools = new CopyOnWriteArrayList<>(
            List.of("echo", "progress", "log", "wait", "waits", "fail", "ask", "visit", "change", "touch"));
    private final Set<Heard> listeners = ConcurrentHashMap.newKeySet();
    private final Map<String, String> waits = new ConcurrentHashMap<>();

    /// Serves over standard streams; the argument names the era, or the one revision that is spoken.
    public static void main(String[] arguments) throws IOException {
        Set<Revision> spoken = Revision.of(arguments[0])
                .map(Set::of)
                .orElseGet(() -> Era.of(arguments[0]).revisions());
        new StdioServer(new PlainServer(), System.in, System.out, StdioSettings.DEFAULT.withRevisions(spoken)).run();
    }

    /// What starts it as a child process, with the classes of this process.
    static List<String> command(Era era) {
        return Javas.command(PlainServer.class, era.argument());
    }

    /// What starts one that speaks one revision only.
    static List<String> command(Revision revision) {
        return Javas.command(PlainServer.class, revision.id());
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        Slice capabilities = peer.revision().modern() ? MODERN_CAPABILITIES : CAPABILITIES;
        answer.accept(new Identity(INFO, capabilities, "be plain", 60_000, CacheScope.PUBLIC));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        switch (request.method()) {
            case Method.TOOLS_LIST -> exchange.respond(page(request, exchange));
            case Method.TOOLS_CALL -> call(request, exchange);
            case Method.RESOURCES_LIST ->
                exchange.respond(
                        listed(exchange, "\"resources\":[{\"uri\":\"plain://one\",\"name\":\"one\"," + UNKNOWN + "}]"));
            case Method.RESOURCES_TEMPLATES_LIST ->
                exchange.respond(listed(
                        exchange,
                        "\"resourceTemplates\":[{\"uriTemplate\":\"plain://items/{id}\",\"name\":\"item\"," + UNKNOWN
                                + "}]"));
            case Method.RESOURCES_READ -> exchange.respond(read(request, exchange));
            case Method.PROMPTS_LIST ->
                exchange.respond(listed(exchange, "\"prompts\":[{\"name\":\"greet\"," + UNKNOWN + "}]"));
            case Method.PROMPTS_GET ->
                exchange.respond(result(
                        exchange,
                        "\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":"
                                + Json.quote(request.body().text()) + "}}]," + UNKNOWN));
            case Method.COMPLETION_COMPLETE ->
                exchange.respond(result(
                        exchange, "\"completion\":{\"values\":[\"paris\",\"park\"],\"total\":2," + UNKNOWN + "}"));
            case Method.SET_LEVEL -> exchange.respond(Response.result("{}"));
            case Method.TASKS_GET ->
                exchange.respond(result(
                        exchange,
                        TASK + ",\"status\":\"completed\",\"result\":{\"resultType\":\"complete\",\"content\":["
                                + "{\"type\":\"text\",\"text\":"
                                + Json.quote(request.body().text()) + "}]}"));
            case "example.org/own" -> exchange.respond(result(exchange, UNKNOWN));
            default -> exchange.respond(Response.error(ErrorCode.METHOD_NOT_FOUND, "no method " + request.method()));
        }
    }

    private void call(Request request, Exchange exchange) {
        ObjectView params = java.util.Objects.requireNonNull(request.params());
        ObjectView arguments = params.object("arguments");
        String key = arguments == null ? "" : String.valueOf(arguments.string("key"));
        switch (String.valueOf(request.name())) {
            case "echo" ->
                exchange.respond(
                        key.equals("task") && TasksExtension.in(exchange.peer().capabilities())
                                ? Response.result("{\"resultType\":\"task\",\"status\":\"working\"," + TASK + "}")
                                : text(exchange, request.body().text(), ODD));
            case "progress" -> {
                Slice token = request.progressToken();
                if (token != null) {
                    exchange.notify(Notification.of(
                            Method.PROGRESS,
                            "{\"progressToken\":" + token.text() + ",\"progress\":1.50,\"total\":3," + UNKNOWN + "}"));
                }
                exchange.respond(text(exchange, "done", null));
            }
            case "log" -> {
                exchange.notify(Notification.of(
                        Method.MESSAGE, "{\"level\":\"info\",\"data\":{\"key\":" + Json.quote(key) + ",\"n\":1.10}}"));
                exchange.respond(text(exchange, "done", null));
            }
            case "wait" -> {
                waits.put(key, "waiting");
                exchange.onCancelled(() -> {
                    waits.put(key, "cancelled");
                    exchange.respond(text(exchange, "cancelled", null));
                });
            }
            case "waits" -> exchange.respond(text(exchange, waits.getOrDefault(key, "unknown"), null));
            case "fail" -> exchange.respond(Response.error(new RpcError(4711, "It broke.", "{\"n\":1.10,\"e\":1E5}")));
            case "ask" -> ask(key, params, exchange);
            case "visit" ->
                exchange.respond(Response.error(new RpcError(
                        ErrorCode.LEGACY_URL_ELICITATION,
                        "Sign in first.",
                        "{\"elicitations\":[{\"mode\":\"url\",\"elicitationId\":\"e\",\"url\":\"https://example.org/in\","
                                + "\"message\":\"Sign in\"}]}")));
            case "change" -> {
                tools.add(key);
                tell(Notification.of(Method.TOOLS_CHANGED, null));
                exchange.respond(text(exchange, "done", null));
            }
            case "touch" -> {
                tell(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"plain://one\"," + UNKNOWN + "}"));
                exchange.respond(text(exchange, "done", null));
            }
            default -> exchange.respond(text(exchange, "called " + request.name(), null));
        }
    }

    /// Asks the client by a request, or, in the modern era, ends with the question until its answer comes.
    ///
    /// @param asked the method; with ` url` after it, an address is to be opened
    private static void ask(String asked, ObjectView params, Exchange exchange) {
        String method = asked.split(" ", 2)[0];
        String question = asked.endsWith(" url")
                ? "\"mode\":\"url\",\"elicitationId\":\"e\",\"url\":\"https://example.org/in\",\"message\":\"Sign in\""
                : "\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\"}," + UNKNOWN;
        if (!exchange.peer().revision().modern()) {
            exchange.ask(
                    Request.of("0", method, "{" + question + "}"),
                    answer -> exchange.respond(text(exchange, answer.body().text(), null)));
        } else if (params.has("inputResponses")) {
            exchange.respond(text(exchange, params.toString(), null));
        } else {
            exchange.respond(Response.result(
                    "{\"resultType\":\"input_required\",\"inputRequests\":{\"who\":{\"method\":" + Json.quote(method)
                            + ",\"params\":{" + question + "}}},\"requestState\":\"state 1.10\"}"));
        }
    }

    private Response page(Request request, Exchange exchange) {
        String cursor = request.params() == null ? null : request.params().string("cursor");
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int until = Math.min(from + 5, tools.size());
        List<String> page = new ArrayList<>();
        tools.subList(from, until).forEach(name -> page.add("{\"name\":" + Json.quote(name) + "," + SCHEMA + "}"));
        String next = until == tools.size() ? "" : ",\"nextCursor\":\"" + until + "\"";
        return listed(exchange, "\"tools\":[" + String.join(",", page) + "]" + next);
    }

    private static Response read(Request request, Exchange exchange) {
        String uri = String.valueOf(request.uri());
        if (uri.equals("plain://one") || uri.startsWith("plain://items/")) {
            return listed(exchange, "\"contents\":[{\"uri\":" + Json.quote(uri) + ",\"text\":\"1\"," + UNKNOWN + "}]");
        }
        boolean modern = exchange.peer().revision().modern();
        return Response.error(new RpcError(
                modern ? ErrorCode.INVALID_PARAMS : ErrorCode.LEGACY_RESOURCE_NOT_FOUND,
                "Resource not found",
                "{\"uri\":" + Json.quote(uri) + "," + UNKNOWN + "}"));
    }

    private static Response listed(Exchange exchange, String members) {
        boolean modern = exchange.peer().revision().modern();
        return result(exchange, members + (modern ? ",\"ttlMs\":60000,\"cacheScope\":\"public\"" : ""));
    }

    private static Response text(Exchange exchange, String text, @Nullable String more) {
        String block = "\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}";
        return result(exchange, block + (more == null ? "]" : "," + more));
    }

    private static Response result(Exchange exchange, String members) {
        boolean modern = exchange.peer().revision().modern();
        return Response.result("{" + members + (modern ? ",\"resultType\":\"complete\"}" : "}"));
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        // Nothing that a client says by itself changes anything here.
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        boolean known = filter.uris().contains("plain://one");
        Filter honoured = new Filter(
                filter.tools(), filter.prompts(), filter.resources(), known ? Set.of("plain://one") : Set.of());
        Heard heard = new Heard(honoured, listener);
        listener.acknowledged(honoured);
        listeners.add(heard);
        return () -> listeners.remove(heard);
    }

    private void tell(Notification notification) {
        listeners.stream()
                .filter(heard -> heard.filter.passes(notification))
                .forEach(heard -> heard.listener.notification(notification));
    }

    private static final class Heard {
        private final Filter filter;
        private final Listener listener;

        Heard(Filter filter, Listener listener) {
            this.filter = filter;
            this.listener = listener;
        }
    }
}
