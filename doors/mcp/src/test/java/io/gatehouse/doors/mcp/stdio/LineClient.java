package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.kit.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// The client's side of a stdio connection: writes lines, and reads what comes back one by one.
final class LineClient {
    private static final String END = "end";

    private final OutputStream out;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    LineClient(OutputStream toServer, InputStream fromServer) {
        this.out = toServer;
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(fromServer, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | java.io.UncheckedIOException gone) {
                // Ends like the end of the stream.
            }
            lines.add(END);
        });
    }

    LineClient send(String message) {
        return sendRaw(message + "\n");
    }

    LineClient sendRaw(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return this;
        } catch (IOException gone) {
            throw new AssertionError("the server no longer reads", gone);
        }
    }

    /// The next line as it came.
    String line() {
        try {
            String line = lines.poll(20, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError(line == null ? "nothing came" : "the server closed its side");
            }
            return line;
        } catch (InterruptedException ending) {
            throw new AssertionError(ending);
        }
    }

    JsonNode next() {
        return JsonValues.MAPPER.readTree(line());
    }

    JsonNode ask(String message) {
        return send(message).next();
    }

    boolean ended() {
        try {
            return END.equals(lines.poll(20, TimeUnit.SECONDS));
        } catch (InterruptedException ending) {
            throw new AssertionError(ending);
        }
    }

    boolean silent() {
        return lines.isEmpty();
    }

    void close() {
        try {
            out.close();
        } catch (IOException gone) {
            // The server closed its side first.
        }
    }

    JsonNode initialize(String revision, String capabilities) {
        JsonNode answer = ask("{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
                + ",\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return answer;
    }

    /// A legacy request.
    static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    /// A modern request: `params` without its braces, perhaps empty.
    static String modern(int id, String method, String members) {
        return modern(id, method, members, "{}", "");
    }

    static String modern(int id, String method, String members, String capabilities, String moreMeta) {
        return request(
                id,
                method,
                "{" + members + (members.isEmpty() ? "" : ",")
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":" + capabilities + moreMeta + "}}");
    }
}
