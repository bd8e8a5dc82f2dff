package io.gatehouse.app;

import io.gatehouse.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP server over HTTP on bare sockets, of one era, whose tools break the rules that their names tell.
final class RoughServer implements AutoCloseable {
    /// How long the text of the tool `line` and of the tool `large` is, and the base64 of the tool `blob`.
    static final int LINE = 8 << 20;

    static final int LARGE = 31_000_000;

    /// What it answers with an error.
    static final String SECRET = "nope, postgres://admin:not-a-password@db.internal/crm does not answer";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> TOOLS = List.of(
            "echo",
            "silent",
            "hangbody",
            "hangstream",
            "cutbody",
            "cutstream",
            "s401",
            "s403",
            "s404",
            "s429",
            "s500",
            "s503",
            "html",
            "line",
            "large",
            "blob",
            "ask",
            "notjson");

    private final boolean modern;
    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    /// All requests.
    final AtomicInteger requests = new AtomicInteger();
    /// All connections.
    final AtomicInteger connections = new AtomicInteger();
    /// Requests to initialize.
    final AtomicInteger initialized = new AtomicInteger();
    /// Calls of tools.
    final AtomicInteger calls = new AtomicInteger();
    /// Calls that were cancelled: by a notification, or by closing their connection.
    final AtomicInteger cancelled = new AtomicInteger();
    /// Whether even lists do not come any more.
    volatile boolean hanging;
    /// Whether lists fail.
    volatile boolean listless;
    /// Whether lists are empty.
    volatile boolean empty;

    RoughServer(boolean modern) throws IOException {
        this.modern = modern;
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("rough").start(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mcp");
    }

    /// Forgets the sessions of its clients, as after a restart.
    void forgetSessions() {
        sessions.clear();
    }

    /// Closes what connections there are; new ones are taken.
    void dropConnections() throws IOException {
        for (Socket connection : open) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                open.add(connection);
                connections.incrementAndGet();
                Thread.ofVirtual().name("rough connection").start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = connection.getInputStream();
            RoughWire wire = new RoughWire(in, connection.getOutputStream());
            while (one(wire)) {}
        } catch (IOException gone) {
            // The client went away.
        } finally {
            open.remove(connection);
        }
    }

    /// Answers one request.
    ///
    /// @return whether the connection goes on
    private boolean one(RoughWire wire) throws IOException {
        String head = wire.head();
        requests.incrementAndGet();
        if (hanging) {
            wire.silence();
            return false;
        }
        if (!head.startsWith("POST")) {
            return wire.respond(405, "text/plain", "");
        }
        JsonNode message = MAPPER.readTree(wire.body(head));
        String id = message.path("id").toString();
        String method = message.path("method").asString("");
        if (!modern && !method.equals("initialize") && !method.equals("server/discover")) {
            String given = head.replaceAll("(?is).*mcp-session-id: *(\\S+).*", "$1");
            if (!sessions.contains(given)) {
                return wire.respond(
                        404,
                        "application/json",
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32001,\"message\":\"Session not found\"},\"id\":null}");
            }
        }
        switch (method) {
            case "server/discover" -> {
                return modern
                        ? result(
                                wire,
                                id,
                                "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
                                        + "\"ttlMs\":0,\"cacheScope\":\"public\",\"resultType\":\"complete\"}")
                        : wire.respond(400, "text/plain", "no session");
            }
            case "initialize" -> {
                String session = "session-" + initialized.incrementAndGet();
                sessions.add(session);
                return wire.respond(
                        200,
                        "application/json\r\nMcp-Session-Id: " + session,
                        response(
                                id,
                                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                        + "\"serverInfo\":{\"name\":\"rough\",\"version\":\"1\"}}"));
            }
            case "tools/list" -> {
                if (listless) {
                    return wire.respond(500, "text/plain", "starting");
                }
                return result(
                        wire,
                        id,
                        TOOLS.stream()
                                .filter(name -> !empty)
                                .map(name -> "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}")
                                .collect(Collectors.joining(
                                        ",",
                                        "{\"tools\":[",
                                        modern
                                                ? "],\"ttlMs\":0,\"cacheScope\":\"public\",\"resultType\":\"complete\"}"
                                                : "]}")));
            }
            case "tools/call" -> {
                calls.incrementAndGet();
                return call(wire, message.at("/params/name").asString(""), id);
            }
            case "notifications/cancelled" -> {
                cancelled.incrementAndGet();
                return wire.respond(202, "text/plain", "");
            }
            default -> {
                return id.isEmpty() ? wire.respond(202, "text/plain", "") : result(wire, id, "{}");
            }
        }
    }

    private boolean call(RoughWire wire, String tool, String id) throws IOException {
        switch (tool) {
            case "silent" -> {
                return silence(wire);
            }
            case "hangbody" -> {
                wire.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"js");
                return silence(wire);
            }
            case "cutbody" -> {
                wire.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"js");
                return false;
            }
            case "hangstream" -> {
                wire.events(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\"}}");
                return silence(wire);
            }
            case "cutstream" -> {
                wire.events(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\"}}");
                wire.write("data: {\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"resu");
                return false;
            }
            case "html" -> {
                return wire.respond(200, "text/html", "<html><body>Please sign in</body></html>");
            }
            case "notjson" -> {
                return wire.respond(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{");
            }
            case "line" -> {
                wire.events(response(id, text("y".repeat(LINE))));
                return false;
            }
            case "large" -> {
                return result(wire, id, text("z".repeat(LARGE)));
            }
            case "blob" -> {
                return result(
                        wire,
                        id,
                        "{\"content\":[{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"" + "A".repeat(LARGE)
                                + "\"}]}");
            }
            case "ask" -> {
                wire.events("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\","
                        + "\"params\":{\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\"}}}");
                wire.write("data: " + response(id, text("went on without")) + "\n\n");
                return false;
            }
            default -> {
                if (tool.startsWith("s")) {
                    return wire.respond(Integer.parseInt(tool.substring(1)), "text/plain", SECRET);
                }
                return result(wire, id, text("here"));
            }
        }
    }

    /// Says nothing more until the client closes the connection.
    private boolean silence(RoughWire wire) throws IOException {
        wire.silence();
        cancelled.incrementAndGet();
        return false;
    }

    private static String text(String text) {
        return "{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}]}";
    }

    private static boolean result(RoughWire wire, String id, String result) throws IOException {
        return wire.respond(200, "application/json", response(id, result));
    }

    private static String response(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    @Override
    public void close() throws IOException {
        socket.close();
        dropConnections();
    }
}
