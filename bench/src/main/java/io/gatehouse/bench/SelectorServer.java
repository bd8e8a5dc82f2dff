package io.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// The one thread that carries all connections of a server on the loopback address.
final class SelectorServer {
    private static final long TICK_MILLIS = 5;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Connections connections;

    SelectorServer(Connections connections) throws IOException {
        this.connections = connections;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20_000);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /// Takes a connection that was accepted.
    interface Connections {
        Connection begin(SocketChannel channel, SelectionKey key);
    }

    /// Used by the server's thread only. It is closed when a method throws.
    interface Connection {
        /// Something came, or may be written.
        ///
        /// @throws IOException when the connection ended, or does not hold what it should
        void ready() throws IOException;

        /// When it wants to write something, as of [System#nanoTime()]; [Long#MAX_VALUE] when it waits for the other.
        default long due() {
            return Long.MAX_VALUE;
        }
    }

    /// Serves on a thread of its own, tells the port on standard output, and returns when standard input ends.
    void serve() throws IOException {
        System.out.println(port());
        Thread.ofPlatform().daemon().start(this::run);
        while (System.in.read() >= 0) {
            // whoever started it keeps the pipe open
        }
    }

    /// The port on the loopback address.
    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /// Serves until the thread is interrupted.
    void run() {
        try {
            long tick = System.nanoTime();
            while (!Thread.interrupted()) {
                selector.select(this::ready, TICK_MILLIS);
                long now = System.nanoTime();
                if (now - tick > TICK_MILLIS * 1_000_000) {
                    tick = now;
                    writeDue(now);
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void writeDue(long now) {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection && connection.due() <= now) {
                ready(key, connection);
            }
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            ready(key, connection);
        } else {
            accept();
        }
    }

    private static void ready(SelectionKey key, Connection connection) {
        try {
            connection.ready();
        } catch (IOException | CancelledKeyException ended) {
            try {
                key.channel().close();
            } catch (IOException alreadyClosed) {
                key.cancel();
            }
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel == null) {
                return;
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(connections.begin(channel, key));
        } catch (IOException e) {
            System.err.println("a connection could not be accepted: " + e.getMessage());
        }
    }
}
