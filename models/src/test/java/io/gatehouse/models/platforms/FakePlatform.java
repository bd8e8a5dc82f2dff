package io.gatehouse.models.platforms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The front door of a platform: notes what comes and answers as the test says.
final class FakePlatform implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /// A request as it came.
    ///
    /// @param target path and query, still encoded
    record Seen(String method, String target, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            for (Map.Entry<String, List<String>> header : headers.entrySet()) {
                if (header.getKey().equalsIgnoreCase(name)) {
                    return String.join(",", header.getValue());
                }
            }
            return null;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    /// What the platform says to a request.
    interface Reply {
        void to(Seen seen, HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Reply reply;

    FakePlatform(Reply reply) throws IOException {
        this.reply = reply;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Seen request = new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes());
            seen.add(request);
            reply.to(request, exchange);
        }
    }

    void replies(Reply next) {
        reply = next;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Seen> seen() {
        return seen;
    }

    Seen only() {
        if (seen.size() != 1) {
            throw new AssertionError("one request was expected, not " + seen.size());
        }
        return seen.getFirst();
    }

    static Reply json(int status, String body) {
        return answer(status, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply answer(int status, Map<String, String> headers, byte[] body) {
        return (request, exchange) -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        };
    }

    /// A body that comes in pieces of the given size, each flushed.
    static Reply pieces(String contentType, byte[] body, int size) {
        return (request, exchange) -> {
            exchange.getResponseHeaders().set("content-type", contentType);
            exchange.getResponseHeaders().set("x-amzn-requestid", "aws-1");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int at = 0; at < body.length; at += size) {
                    out.write(body, at, Math.min(size, body.length - at));
                    out.flush();
                }
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
