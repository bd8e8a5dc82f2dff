package io.gatehouse.doors.messages.sources;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// An MCP server over HTTP that answers as a test says, and remembers what it was asked with which token.
final class StubServer implements HttpHandler, AutoCloseable {
    private static final MessageReader READER = new MessageReader(Limits.DEFAULT);

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<HttpExchange> held = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Listener listener;
    private final boolean modern;
    private final Map<String, Consumer<Turn>> answers = new ConcurrentHashMap<>();
    private final Map<String, Consumer<Slice>> questions = new ConcurrentHashMap<>();
    private volatile Predicate<String> admits = authorization -> true;
    private volatile int refusal = 401;

    /// One message as it came.
    ///
    /// @param authorization the header, empty when there was none
    record Asked(String method, String authorization, String body) {}

    /// A request that waits for its answer.
    record Turn(HttpExchange http, Request request, String authorization) {
        void result(String json) {
            byte[] whole = Response.result(json).withId(request.id());
            http.respond(200, "application/json", whole);
        }
    }

    StubServer(HttpEngine engine, boolean modern) throws ListenException {
        this.modern = modern;
        listener = engine.listen(
                ListenSettings.builder().hosts(List.of("127.0.0.1")).port(0).build(), this);
        on(
                "server/discover",
                turn -> turn.result("{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                        + "\"capabilities\":{\"tools\":{}},\"ttlMs\":3600000,\"cacheScope\":\"private\"}"));
        on("initialize", turn -> {
            turn.http().responseHeader("Mcp-Session-Id", "session-" + sessions.incrementAndGet());
            turn.result("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                    + "\"serverInfo\":{\"name\":\"stub\",\"version\":\"1\"}}");
        });
        lists("echo");
        on("tools/call", turn -> turn.result("{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}"));
        on("ping", turn -> turn.result("{}"));
    }

    StubServer on(String method, Consumer<Turn> answer) {
        answers.put(method, answer);
        return this;
    }

    /// Lists tools of these names, whoever asks.
    StubServer lists(String... names) {
        return on("tools/list", turn -> turn.result(tools(names)));
    }

    static String tools(String... names) {
        return "{\"tools\":["
                + String.join(
                        ",",
                        List.of(names).stream()
                                .map(name -> "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}")
                                .toList())
                + "],\"resultType\":\"complete\",\"ttlMs\":3600000,\"cacheScope\":\"private\"}";
    }

    /// Refuses every request whose `Authorization` does not fit.
    StubServer admits(int status, Predicate<String> authorization) {
        refusal = status;
        admits = authorization;
        return this;
    }

    /// Asks something in the middle of a call, over the call's own stream.
    ///
    /// @param answered gets the client's message
    static EventStream ask(StubServer server, Turn turn, String method, String params, Consumer<Slice> answered) {
        EventStream stream = turn.http().events();
        server.questions.put("\"ask-" + server.questions.size() + "\"", answered);
        stream.send(("{\"jsonrpc\":\"2.0\",\"id\":\"ask-" + (server.questions.size() - 1) + "\",\"method\":\"" + method
                        + "\",\"params\":" + params + "}")
                .getBytes(StandardCharsets.UTF_8));
        return stream;
    }

    int port() {
        return listener.port();
    }

    /// Its address under a name that a test's resolver knows.
    String url(String host) {
        return "http://" + host + ":" + port() + "/mcp";
    }

    List<Asked> asked(String method) {
        return asked.stream().filter(one -> one.method().equals(method)).toList();
    }

    @Override
    public void handle(HttpExchange http) {
        String authorization = Objects.requireNonNullElse(http.header("authorization"), "");
        String body = new String(http.body(), StandardCharsets.UTF_8);
        Message message = http.method().equals("POST") ? read(body) : null;
        String method = message instanceof Request request
                ? request.method()
                : message == null ? http.method() : message instanceof Response ? "response" : "notification";
        asked.add(new Asked(method, authorization, body));
        if (!admits.test(authorization)) {
            http.respond(refusal, "text/plain", "no".getBytes(StandardCharsets.UTF_8));
        } else if (message instanceof Request request) {
            Consumer<Turn> answer = answers.get(request.method());
            boolean unknown = answer == null || !modern && request.method().equals("server/discover");
            if (unknown || answer == null) {
                http.respond(
                        400,
                        "application/json",
                        Response.error(-32601, "unknown method").withId(request.id()));
            } else {
                answer.accept(new Turn(http, request, authorization));
            }
        } else if (message != null) {
            if (message instanceof Response response && response.id() != null) {
                Consumer<Slice> answered = questions.get(response.id().text());
                if (answered != null) {
                    answered.accept(response.body());
                }
            }
            http.respond(202);
        } else {
            http.respond(405);
        }
    }

    private static Message read(String body) {
        try {
            return READER.read(Slice.of(body));
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
