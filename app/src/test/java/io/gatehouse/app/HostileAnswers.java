package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// An MCP server whose tools answer without end, with a compressed bomb, or with a flood of log lines, and whose
/// resource template takes exponential time if it is matched carelessly.
final class HostileAnswers extends LargeAnswers {
    private static final int BOMB = 200 << 20;
    private static final int LINES = 5000;
    private static final String HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: ";

    private final byte[] bomb = bomb();

    HostileAnswers(int size) throws IOException {
        super(size);
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] piece = "x".repeat(1 << 20).getBytes(UTF_8);
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write("{\"jsonrpc\":\"2.0\",\"x\":\"".getBytes(UTF_8));
            for (int left = BOMB; left > 0; left -= piece.length) {
                out.write(piece);
            }
        }
        return packed.toByteArray();
    }

    @Override
    List<String> tools() {
        return List.of("large", "small", "endless", "bomb", "lines");
    }

    @Override
    boolean answerOtherwise(String request, String id, OutputStream out) throws IOException {
        if (request.contains("\"resources/templates/list\"")) {
            result(
                    out,
                    id,
                    "\"resourceTemplates\":[{\"name\":\"t\",\"uriTemplate\":\"a://" + "{x}a".repeat(12) + "!\"}]");
        } else if (request.contains("\"resources/list\"")) {
            result(out, id, "\"resources\":[]");
        } else if (request.contains("\"resources/read\"")) {
            result(out, id, "\"contents\":[]");
        } else if (request.contains("\"endless\"")) {
            endless(out);
        } else if (request.contains("\"bomb\"")) {
            out.write(
                    (HEAD + "application/json\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n")
                            .getBytes(UTF_8));
            out.write(bomb);
        } else if (request.contains("\"lines\"")) {
            lines(out, id);
        } else {
            return false;
        }
        return true;
    }

    private static void result(OutputStream out, String id, String members) throws IOException {
        whole(
                out,
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{" + members
                        + ",\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"}}");
    }

    /// One event that never ends.
    private static void endless(OutputStream out) throws IOException {
        out.write((HEAD + "text/event-stream\r\n\r\ndata: {\"x\":\"").getBytes(UTF_8));
        byte[] piece = "x".repeat(64 << 10).getBytes(UTF_8);
        while (true) {
            out.write(piece);
        }
    }

    private static void lines(OutputStream out, String id) throws IOException {
        out.write((HEAD + "text/event-stream\r\n\r\n").getBytes(UTF_8));
        byte[] line =
                ("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"error\","
                                + "\"data\":\"" + "l".repeat(1000) + "\"}}\n\n")
                        .getBytes(UTF_8);
        for (int i = 0; i < LINES; i++) {
            out.write(line);
        }
        out.write(("data: {\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"result\":{\"content\":[],\"resultType\":\"complete\"}}\n\n")
                .getBytes(UTF_8));
        out.flush();
        throw new IOException("the stream ends with its connection");
    }
}
