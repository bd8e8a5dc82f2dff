package io.gatehouse.app.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// Passes bytes between clients and a server that may change its port, until it resets their connections or holds
/// the bytes up.
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 16 << 10;

    private final ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final Set<Pair> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private record Pair(Socket client, Socket server) {
        /// Both sides see a connection reset, whatever is under way.
        void reset() {
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException closed) {
                // It is gone all the same.
            }
        }
    }

    CuttingProxy() throws IOException {
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// New connections lead to this port of loopback from now on.
    void target(int port) {
        target = port;
    }

    /// Resets connections, each with this probability.
    ///
    /// @return how many
    int cut(Random random, double share) {
        int cut = 0;
        for (Pair pair : open) {
            if (random.nextDouble() < share) {
                pair.reset();
                cut++;
            }
        }
        return cut;
    }

    /// Passes nothing on, in either direction, until [#release].
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().name("proxy connection").start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Pair pair = new Pair(client, server);
            open.add(pair);
            try {
                Thread back = Thread.ofVirtual().start(() -> pass(server, client));
                pass(client, server);
                back.join();
            } finally {
                open.remove(pair);
            }
        } catch (IOException gone) {
            // Closing the client's side tells it.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /// Passes bytes one way; its end is passed on too.
    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                gate.await();
                out.write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // The other direction ends as well.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        release();
        socket.close();
        open.forEach(Pair::reset);
    }
}
