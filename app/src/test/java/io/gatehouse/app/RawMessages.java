package io.gatehouse.app;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// One request to the Messages API over a bare socket, so that a test decides when the connection ends, and how.
final class RawMessages implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    /// Sends it.
    ///
    /// @param connected to the gateway, in clear or over TLS
    RawMessages(Socket connected, String body) throws IOException {
        socket = connected;
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort()
                + "\r\nContent-Type: application/json\r\nanthropic-version: 2023-06-01\r\n"
                + "anthropic-beta: mcp-client-2025-11-20\r\nConnection: close\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static RawMessages to(URI gateway, String body) throws IOException {
        return new RawMessages(new Socket(gateway.getHost(), gateway.getPort()), body);
    }

    /// Reads until a line holds this.
    String awaitLine(String part) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("the answer ended without " + part);
    }

    /// The whole of a body that comes in chunks, once the first line of the head was read. What it says must be ASCII.
    String chunks() throws IOException {
        awaitLine("transfer-encoding: chunked");
        while (!line().isEmpty()) {
            // The rest of the head.
        }
        StringBuilder body = new StringBuilder();
        for (int size = size(); size > 0; size = size()) {
            char[] chunk = new char[size];
            for (int read = 0; read < size; ) {
                int more = in.read(chunk, read, size - read);
                if (more < 0) {
                    throw new EOFException("in the middle of a chunk");
                }
                read += more;
            }
            body.append(chunk);
            line();
        }
        return body.toString();
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("in the middle of the answer");
        }
        return line;
    }

    /// Goes away as a program does that is killed: with a reset.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
