package io.gatehouse.app;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
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
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A server whose tool has a page, at the address that the page of another such server has too.
final class PagesServer implements Handler {
    static final String PAGE = "ui://widget/app.html";

    private static final Slice INFO = Slice.of("{\"name\":\"pages\",\"version\":\"1\"}");
    private static final Slice CAPABILITIES = Slice.of("{\"tools\":{},\"resources\":{}}");
    private static final String MEMBERS = ",\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"}";

    private final String name;

    private PagesServer(String name) {
        this.name = name;
    }

    /// How a configuration file says what starts it.
    static String yaml(String name) {
        List<String> command = Javas.command(PagesServer.class, name);
        return "command: " + Json.quote(command.getFirst()) + ", args: "
                + command.stream().skip(1).map(Json::quote).collect(Collectors.joining(", ", "[", "]"));
    }

    public static void main(String[] arguments) throws IOException {
        new StdioServer(new PagesServer(arguments[0]), System.in, System.out, StdioSettings.DEFAULT).run();
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        answer.accept(new Identity(INFO, CAPABILITIES, null, 60_000, CacheScope.PUBLIC));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        String result = switch (request.method()) {
            case Method.TOOLS_LIST ->
                "{\"tools\":[{\"name\":\"show\",\"inputSchema\":{\"type\":\"object\"},\"_meta\":{\"ui\":{\"resourceUri\":\""
                        + PAGE + "\"},\"openai/outputTemplate\":\"" + PAGE + "\"}}]";
            case Method.RESOURCES_LIST ->
                "{\"resources\":[{\"uri\":\"" + PAGE
                        + "\",\"name\":\"app\",\"mimeType\":\"text/html;profile=mcp-app\"}]";
            case Method.RESOURCES_TEMPLATES_LIST -> "{\"resourceTemplates\":[]";
            case Method.RESOURCES_READ ->
                "{\"contents\":[{\"uri\":" + Json.quote(String.valueOf(request.uri())) + ",\"text\":\"page of " + name
                        + " at " + request.uri() + "\"}]";
            case Method.TOOLS_CALL ->
                "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"" + PAGE + "\",\"name\":\"x\"}]";
            default -> "";
        };
        exchange.respond(
                result.isEmpty()
                        ? Response.error(ErrorCode.METHOD_NOT_FOUND, "no method " + request.method())
                        : Response.result(result + MEMBERS));
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        // Nothing that a client says by itself changes anything here.
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        listener.acknowledged(new Filter(false, false, false, Set.of()));
        return () -> {};
    }
}
