package io.gatehouse.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/// An upstream server on raw sockets, so that it can misbehave. Each connection runs the script on a thread of its own.
public final class Peer implements AutoCloseable {

    /// What a connection does; the socket closes afterwards.
    public interface Script {
        void run(Connection connection) throws Exception;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch clientClosed = new CountDownLatch(1);
    public final AtomicInteger accepted = new AtomicInteger();
    public final List<String> heads = new CopyOnWriteArrayList<>();

    public Peer(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), script);
    }

    public Peer(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread.startVirtualThread(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                accepted.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.run(new Connection(socket));
        } catch (Exception e) {
            clientClosed.countDown();
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI uri(String path) {
        String scheme = server instanceof SSLServerSocket ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    public boolean sawClientClose() throws InterruptedException {
        return clientClosed.await(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /// One accepted connection.
    public final class Connection {
        private final Socket socket;

        Connection(Socket socket) {
            this.socket = socket;
        }

        /// Reads the head of a request; null at the end of the connection.
        @Nullable
        public String head() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    clientClosed.countDown();
                    return null;
                }
                bytes.write(next);
            }
            String head = bytes.toString(ISO_8859_1);
            heads.add(head);
            return head;
        }

        /// Reads the head of a request and as much body as it announces; null at the end of the connection.
        @Nullable
        public String request() throws IOException {
            String head = head();
            if (head == null) {
                return null;
            }
            InputStream in = socket.getInputStream();
            head.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                    .findFirst()
                    .ifPresent(line -> {
                        try {
                            in.readNBytes(Integer.parseInt(line.substring(15).trim()));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            return head;
        }

        public void write(String text) throws IOException {
            write(text.getBytes(ISO_8859_1));
        }

        public void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /// Waits until the client closes.
        public void awaitClientClose() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // Whatever it still sends does not matter.
            }
            clientClosed.countDown();
        }

        public void hang() throws InterruptedException {
            closing.await();
        }

        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        public Socket socket() {
            return socket;
        }
    }
}
