package io.gatehouse.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Speaks HTTP wrongly on purpose: answers each request with bytes, then hangs or closes.
final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Script script;
    final List<String> bodies = new CopyOnWriteArrayList<>();

    /// What to write for a request body, and whether to close afterwards.
    interface Script {
        Reply reply(String body);
    }

    /// Bytes as text, then the end of the connection, silence, or the next request.
    record Reply(String bytes, After after) {}

    enum After {
        CLOSE,
        HANG,
        NEXT
    }

    RawServer(Script script) throws IOException {
        this.script = script;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mcp");
    }

    static Reply json(String body) {
        return new Reply(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body,
                After.NEXT);
    }

    /// Answers the handshake of the modern era and `tools/list`, and gives the rest to a script.
    static RawServer modern(Script calls) throws IOException {
        return new RawServer(body -> {
            String id = body.replaceAll("(?s).*\"id\":(\\d+).*", "$1");
            String head = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":";
            if (body.contains("\"server/discover\"")) {
                return json(head + "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}}");
            }
            return body.contains("\"tools/list\"") ? json(head + HandMadeServer.TOOLS + "}}") : calls.reply(body);
        });
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
        try {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            while (true) {
                String body = body(in);
                bodies.add(body);
                Reply reply = script.reply(body);
                out.write(reply.bytes().getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (reply.after() == After.CLOSE) {
                    connection.close();
                    return;
                }
                if (reply.after() == After.HANG) {
                    in.readAllBytes();
                    return;
                }
            }
        } catch (IOException closed) {
            // The client went away.
        }
    }

    private static String body(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("end");
            }
            head.append((char) b);
        }
        String length = head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
        int size = length.chars().allMatch(Character::isDigit) ? Integer.parseInt(length) : 0;
        return new String(in.readNBytes(size), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
