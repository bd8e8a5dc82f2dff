package io.gatehouse.app;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.protocol.Revision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A client over a pair of streams, one message a line, of either era.
final class WireClientStdio extends WireClient {
    private final Socket ours;
    private final Socket theirs;
    private final String capabilities;

    /// @param servers makes what serves it
    WireClientStdio(
            BiFunction<InputStream, OutputStream, StdioServer> servers, Revision revision, String capabilities) {
        super(revision);
        this.capabilities = capabilities;
        try (ServerSocket pair = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ours = new Socket(pair.getInetAddress(), pair.getLocalPort());
            theirs = pair.accept();
            StdioServer server = servers.apply(theirs.getInputStream(), theirs.getOutputStream());
            Thread.ofVirtual().name("stdio server").start(() -> run(server));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(ours.getInputStream(), StandardCharsets.UTF_8));
            Thread.ofVirtual().name("stdio client").start(() -> read(lines));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void run(StdioServer server) {
        try {
            server.run();
        } catch (IOException closed) {
            // The client went away.
        }
    }

    private void read(BufferedReader lines) {
        try {
            lines.lines().forEach(line -> take(0, line));
        } catch (UncheckedIOException closed) {
            // The test is over.
        }
    }

    @Override
    String reserved() {
        return modernMeta(capabilities);
    }

    @Override
    synchronized void post(String message, String method, @Nullable String name, @Nullable Running call) {
        try {
            ours.getOutputStream().write((message + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException broken) {
            ended(call, 0, "broken: " + broken);
        }
    }

    @Override
    void listen(String uri) {
        if (revision().modern()) {
            startListening(uri);
        } else {
            send("resources/subscribe", "\"uri\":\"" + uri + "\"").result();
        }
    }

    @Override
    void cancel(Running call) {
        String params = "{\"requestId\":" + call.id + ",\"reason\":\"enough\"}";
        String message = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":" + params + "}";
        post(message, "notifications/cancelled", null, null);
    }

    @Override
    void drop() {
        try {
            ours.close();
            theirs.close();
        } catch (IOException closed) {
            // It is gone all the same.
        }
    }

    @Override
    public void close() {
        try {
            ours.shutdownOutput();
        } catch (IOException closed) {
            drop();
        }
    }
}
