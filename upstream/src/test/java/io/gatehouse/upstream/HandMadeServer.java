package io.gatehouse.upstream;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// An MCP server over HTTP that does what a test tells it to, byte by byte, and remembers what it was sent.
public final class HandMadeServer implements HttpHandler, AutoCloseable {
    static final String TOOLS = "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]";

    private final Listener listener;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile String session = "";
    private volatile int forgotten = 404;

    /// What a test does with one request.
    interface Answer {
        void give(HttpExchange http, Request request);
    }

    /// One message as it came.
    record Received(String verb, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    private HandMadeServer(HttpEngine engine) throws ListenException {
        listener = engine.listen(ListenSettings.builder().port(0).build(), this);
    }

    /// A server that knows no method at all: 404 to everything.
    static HandMadeServer bare(HttpEngine engine) throws ListenException {
        return new HandMadeServer(engine);
    }

    /// A stateless server of 2026-07-28 with one tool.
    static HandMadeServer modern(HttpEngine engine) throws ListenException {
        HandMadeServer server = new HandMadeServer(engine);
        server.on("server/discover", (http, request) -> json(http, request, """
                {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},
                "ttlMs":0,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"m","version":"1"}}}"""));
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        TOOLS + ",\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"}"));
        return server;
    }

    /// A server of 2025-11-25 with sessions and one tool.
    static HandMadeServer legacy(HttpEngine engine) throws ListenException {
        return legacy(engine, "2025-11-25", "{\"tools\":{\"listChanged\":true},\"logging\":{}}");
    }

    static HandMadeServer legacy(HttpEngine engine, String revision, String capabilities) throws ListenException {
        HandMadeServer server = new HandMadeServer(engine);
        server.on(
                "server/discover",
                (http, request) -> http.respond(
                        400,
                        "application/json",
                        utf8(
                                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32000,\"message\":\"Bad Request: Server not initialized\"},\"id\":null}")));
        server.on("initialize", (http, request) -> {
            server.session = "session-" + server.sessions.incrementAndGet();
            http.responseHeader("Mcp-Session-Id", server.session);
            json(
                    http,
                    request,
                    "{\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
                            + ",\"serverInfo\":{\"name\":\"l\",\"version\":\"1\"},\"instructions\":\"be kind\"}");
        });
        server.on("notifications/initialized", (http, request) -> http.respond(202));
        server.on("notifications/cancelled", (http, request) -> http.respond(202));
        server.on("ping", (http, request) -> json(http, request, "{}"));
        server.on("tools/list", (http, request) -> json(http, request, TOOLS + "}"));
        server.on("GET", (http, request) -> {
            EventStream stream = http.events();
            server.streams.add(stream);
        });
        server.on("DELETE", (http, request) -> http.respond(200));
        return server;
    }

    /// Answers as this server would.
    void answer(HttpExchange http, Request request) {
        answers.get(request.method()).give(http, request);
    }

    /// What it does with requests of a method.
    Answer answer(String method) {
        return answers.get(method);
    }

    HandMadeServer on(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.port() + "/mcp");
    }

    List<Received> received(String method) {
        return received.stream()
                .filter(message ->
                        message.verb.equals(method) || message.body.contains("\"method\":\"" + method + "\""))
                .toList();
    }

    List<Received> received() {
        return received;
    }

    /// The open GET streams, oldest first.
    List<EventStream> streams() {
        return streams.stream().filter(stream -> !stream.closed()).toList();
    }

    /// Forgets the session, as after a restart.
    void forgetSession() {
        session = "gone";
    }

    /// Forgets the session, and answers to it with another status than 404.
    void forgetSession(int status) {
        forgotten = status;
        forgetSession();
    }

    int sessions() {
        return sessions.get();
    }

    @Override
    public void handle(HttpExchange http) {
        String body = new String(http.body(), StandardCharsets.UTF_8);
        Map<String, String> headers = new java.util.HashMap<>();
        http.requestHeaders().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        received.add(new Received(http.method(), headers, body));
        String given = http.header("mcp-session-id");
        if (given != null && !session.isEmpty() && !given.equals(session)) {
            http.respond(
                    forgotten,
                    "application/json",
                    utf8(
                            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32001,\"message\":\"Session not found\"},\"id\":null}"));
            return;
        }
        if (!http.method().equals("POST")) {
            Answer answer = answers.get(http.method());
            if (answer == null) {
                http.respond(405);
            } else {
                answer.give(http, Request.of("0", http.method(), null));
            }
            return;
        }
        Message message = Wire.message(body);
        String method = message instanceof Request request
                ? request.method()
                : message instanceof io.gatehouse.protocol.Notification notification
                        ? notification.method()
                        : "response";
        Answer answer = answers.get(method);
        Request request = message instanceof Request known ? known : Request.of("0", method, null);
        if (answer == null) {
            http.respond(message instanceof Request ? 404 : 202, "text/plain", utf8("no such method"));
        } else {
            answer.give(http, request);
        }
    }

    /// A result as one JSON object.
    static void json(HttpExchange http, Request request, String result) {
        http.respond(200, "application/json", utf8(response(request, result)));
    }

    static String response(Request request, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + request.id().text() + ",\"result\":" + result.replace("\n", "") + "}";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        listener.close();
    }

    public static List<String> names(List<Listed> entries) {
        List<String> names = new ArrayList<>();
        entries.forEach(entry -> names.add(entry.key()));
        return names;
    }

    static Slice slice(String text) {
        return Slice.of(text);
    }
}
