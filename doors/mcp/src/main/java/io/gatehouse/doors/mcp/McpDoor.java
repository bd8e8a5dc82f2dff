package io.gatehouse.doors.mcp;

import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.Keys;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.server.HttpEndpoint;
import io.gatehouse.server.RequestGuard;
import io.gatehouse.server.SseEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The way in for MCP clients: Streamable HTTP of every revision at `/mcp` and `/mcp/{toolset}`, HTTP+SSE of 2024-11-05
/// at `/sse` and `/sse/{toolset}`.
public final class McpDoor implements HttpHandler {
    private static final String NAME = "mcp";
    private static final String STREAMABLE = "/mcp";
    private static final String EVENTS = "/sse";

    private final Gateway gateway;
    private final HttpEndpoint streamable;
    private final SseEndpoint events;
    private final Supplier<RequestGuard> guard;
    private final Supplier<Keys> keys;

    /// @param guard what the listener's configuration admits, asked for each request
    /// @param keys the keys that are valid now, asked for each request
    public McpDoor(
            Gateway gateway,
            HttpEndpoint streamable,
            SseEndpoint events,
            Supplier<RequestGuard> guard,
            Supplier<Keys> keys) {
        this.gateway = gateway;
        this.streamable = streamable;
        this.events = events;
        this.guard = guard;
        this.keys = keys;
    }

    /// Whether a path belongs to this door.
    public static boolean serves(String path) {
        return toolset(path, STREAMABLE) != null || toolset(path, EVENTS) != null;
    }

    @Override
    public void handle(HttpExchange exchange) {
        if (!guard.get().admits(exchange)) {
            return;
        }
        Caller caller = keys.get().caller(exchange.header("authorization"), exchange.header("x-api-key"));
        if (caller == null) {
            exchange.responseHeader("WWW-Authenticate", "Bearer");
            refuse(exchange, 401, "a key is needed: send it as 'Authorization: Bearer KEY' or 'x-api-key: KEY'");
            return;
        }
        String path = exchange.path();
        String toolset = toolset(path, STREAMABLE);
        boolean streams = toolset == null;
        String name = streams ? toolset(path, EVENTS) : toolset;
        Handler handler = name == null ? null : gateway.toolset(name, NAME);
        if (name == null || handler == null) {
            refuse(exchange, 404, unknown(name));
        } else if (streams) {
            events.handle(exchange, handler, caller, name);
        } else {
            streamable.handle(exchange, handler, caller, name);
        }
    }

    /// The toolset in a path: empty without one, null when the path does not belong to `root`. A slash at the end of
    /// the path says nothing.
    private static @Nullable String toolset(String path, String root) {
        if (!path.startsWith(root)) {
            return null;
        }
        if (path.length() == root.length()) {
            return "";
        }
        if (path.charAt(root.length()) != '/') {
            return null;
        }
        int start = root.length() + 1;
        boolean slash = path.length() > start + 1 && path.endsWith("/");
        return path.substring(start, path.length() - (slash ? 1 : 0));
    }

    private String unknown(@Nullable String name) {
        return "there is no toolset "
                + (name == null ? "" : Json.quote(name.length() > 64 ? name.substring(0, 64) : name)) + "; there are: "
                + String.join(", ", gateway.toolsets());
    }

    private static void refuse(HttpExchange exchange, int status, String problem) {
        byte[] body = ("{\"error\":" + Json.quote(problem) + "}").getBytes(StandardCharsets.UTF_8);
        exchange.respond(status, "application/json", body);
    }
}
