package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// An MCP server of 2026-07-28 on bare sockets whose tool answers with a text of some size, which it never holds in
/// memory.
class LargeAnswers implements AutoCloseable {
    private static final byte[] PIECE = "x".repeat(64 << 10).getBytes(ISO_8859_1);

    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final int size;

    /// @param size of the text that its tool `large` gives, in bytes; `small` gives a short one
    LargeAnswers(int size) throws IOException {
        this.size = size;
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mcp");
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 128 << 10);
            while (true) {
                answer(request(in), out);
                out.flush();
            }
        } catch (IOException closed) {
            // The gateway went away.
        } finally {
            open.remove(connection);
        }
    }

    /// The beginning of a request's body; the rest is dropped.
    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("end");
            }
            head.append((char) next);
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1"));
        String beginning = new String(in.readNBytes(Math.min(length, 400)), UTF_8);
        in.skipNBytes(length - Math.min(length, 400));
        return beginning;
    }

    private void answer(String request, OutputStream out) throws IOException {
        String id = request.replaceAll("(?s).*?\"id\":(\\d+).*", "$1");
        String head = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":";
        String common = "\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"";
        if (request.contains("\"server/discover\"")) {
            whole(
                    out,
                    head + "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{},\"resources\":{}},"
                            + common + "}}");
        } else if (request.contains("\"tools/list\"")) {
            String tools = tools().stream()
                    .map(tool -> "{\"name\":\"" + tool + "\",\"inputSchema\":{\"type\":\"object\"}}")
                    .collect(Collectors.joining(","));
            whole(out, head + "{\"tools\":[" + tools + "]," + common + "}}");
        } else if (!answerOtherwise(request, id, out)) {
            String start = head + "{\"content\":[{\"type\":\"text\",\"text\":\"";
            String end = "\"}],\"resultType\":\"complete\"}}";
            int text = request.contains("\"large\"") ? size : 1;
            head(out, start.length() + text + end.length());
            out.write(start.getBytes(UTF_8));
            for (int left = text; left > 0; left -= PIECE.length) {
                out.write(PIECE, 0, Math.min(left, PIECE.length));
            }
            out.write(end.getBytes(UTF_8));
        }
    }

    /// The names of the tools.
    List<String> tools() {
        return List.of("large", "small");
    }

    /// Answers a request in another way.
    ///
    /// @param request its beginning
    /// @return whether it did
    boolean answerOtherwise(String request, String id, OutputStream out) throws IOException {
        return false;
    }

    static void whole(OutputStream out, String body) throws IOException {
        head(out, body.length());
        out.write(body.getBytes(UTF_8));
    }

    private static void head(OutputStream out, int length) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
