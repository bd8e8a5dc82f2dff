package io.gatehouse.doors.mcp;

import io.gatehouse.doors.front.Door;
import io.gatehouse.doors.front.Refusal;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.mcp.sse.SseEndpoint;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.policy.Access;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.protocol.ShortText;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The way in for MCP clients: Streamable HTTP of every revision at `/mcp` and `/mcp/{toolset}`, HTTP+SSE of 2024-11-05
/// at `/sse` and `/sse/{toolset}`.
public final class McpDoor implements Door {
    private static final String NAME = "mcp";
    private static final String STREAMABLE = "/mcp";
    private static final String EVENTS = "/sse";

    private static final String LISTEN = "subscriptions/listen";

    private static final String EXPOSED = "Mcp-Session-Id, WWW-Authenticate, Retry-After";

    private final Gateway gateway;
    private final Function<Caller, Access> access;
    private final StreamableEndpoint streamable;
    private final SseEndpoint events;

    /// @param access what a caller may see and do
    /// @param streamable serves `/mcp`
    /// @param events serves `/sse`
    public McpDoor(
            Gateway gateway, Function<Caller, Access> access, StreamableEndpoint streamable, SseEndpoint events) {
        this.gateway = gateway;
        this.access = access;
        this.streamable = streamable;
        this.events = events;
    }

    @Override
    public void serve(HttpExchange exchange, Visitor visitor) {
        String path = exchange.path();
        String toolset = toolset(path, STREAMABLE);
        boolean streams = toolset == null;
        String name = streams ? toolset(path, EVENTS) : toolset;
        Handler handler = name == null ? null : gateway.toolset(name, NAME, () -> access.apply(visitor.caller()));
        if (name == null || handler == null) {
            StreamableEndpoint.refuse(exchange, 404, unknown(name, visitor.operator()));
        } else if (streams) {
            events.handle(exchange, handler, visitor, name);
        } else {
            streamable.handle(exchange, handler, visitor, name);
        }
    }

    @Override
    public void refuse(HttpExchange exchange, Refusal refusal) {
        StreamableEndpoint.refuse(exchange, refusal.status(), refusal.reason());
    }

    @Override
    public String exposedHeaders() {
        return EXPOSED;
    }

    /// Whether a request waits for news until somebody ends it, and not for the answer to a call.
    public static boolean waitsForNews(HttpExchange exchange) {
        boolean here = toolset(exchange.path(), STREAMABLE) != null || toolset(exchange.path(), EVENTS) != null;
        return here && (exchange.method().equals("GET") || LISTEN.equals(exchange.header(MirroredHeaders.METHOD)));
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

    /// The names of servers and toolsets are for operators only.
    private String unknown(@Nullable String name, boolean operator) {
        String shown = name == null ? "" : Json.quote(ShortText.of(name, 64));
        return "There is no toolset " + shown + " in this gateway. "
                + (operator
                        ? "Available: " + String.join(", ", gateway.toolsets()) + "."
                        : "Ask its operator for the name.");
    }
}
