package io.gatehouse.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;

/// A client on a raw socket, so that it can misbehave.
public final class RawClient implements AutoCloseable {

    public final Socket socket;

    public RawClient(int port) throws IOException {
        this(SocketFactory.getDefault(), port);
    }

    /// @param factory of sockets with or without TLS
    public RawClient(SocketFactory factory, int port) throws IOException {
        socket = factory.createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
    }

    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /// Reads until the text so far ends with the given one.
    public String readUntil(String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith(end)) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("closed after: " + bytes.toString(ISO_8859_1));
            }
            bytes.write(next);
        }
        return bytes.toString(ISO_8859_1);
    }

    /// Reads until the server closes.
    public String readAll() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException | SSLException e) {
            // A reset ends the reading like a close does.
        }
        return bytes.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
