package io.gatehouse.doors.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider on raw sockets, so that it can misbehave. Each connection runs the script once a request.
final class FaultyProvider implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch clientGone = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    final AtomicInteger requests = new AtomicInteger();
    final List<String> heads = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();

    /// What it does with a request; an exception closes the connection.
    interface Script {
        /// @param number of the request, from 1
        void answer(FaultyProvider provider, Socket socket, int number) throws Exception;
    }

    FaultyProvider(Script script) throws IOException {
        this.script = script;
        Thread.startVirtualThread(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (read(socket.getInputStream())) {
                script.answer(this, socket, requests.incrementAndGet());
            }
        } catch (Exception broken) {
            clientGone.countDown();
        }
    }

    private boolean read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                clientGone.countDown();
                return false;
            }
            bytes.write(next);
        }
        String head = bytes.toString(ISO_8859_1);
        heads.add(head);
        int length = head.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        bodies.add(new String(in.readNBytes(length), ISO_8859_1));
        return true;
    }

    int port() {
        return server.getLocalPort();
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// Writes a whole answer.
    static void respond(Socket socket, int status, String headers, String body) throws IOException {
        write(
                socket,
                "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    /// Writes the head of a stream of events that ends with the connection.
    static void events(Socket socket) throws IOException {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    static void chunk(Socket socket, String text) throws IOException {
        write(socket, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    void hang() throws InterruptedException {
        closing.await();
    }

    /// Waits until the gateway closes this connection.
    void awaitClose(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // Nothing more is expected.
        }
        clientGone.countDown();
    }

    boolean sawClose() throws InterruptedException {
        return clientGone.await(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
