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

/// An MCP server that is never what is measured: one thread, more than 100,000 answers a second. `/modern` speaks
/// 2026-07-28, `/legacy` 2025-11-25; a number after it (`/modern/100`) says how many tools are listed. It prints its
/// port
/// and ends when its standard input does.
public final class FastUpstream {
    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final UpstreamAnswers answers = new UpstreamAnswers();

    FastUpstream() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20_000);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /// Serves until standard input ends.
    public static void main(String[] args) throws IOException {
        FastUpstream upstream = new FastUpstream();
        System.out.println(upstream.port());
        Thread.ofPlatform().daemon().start(upstream::run);
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
            while (!Thread.interrupted()) {
                selector.select(this::ready);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        if (!(key.attachment() instanceof UpstreamConnection connection)) {
            accept();
            return;
        }
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
            key.attach(new UpstreamConnection(channel, key, answers));
        } catch (IOException e) {
            System.err.println("a connection could not be accepted: " + e.getMessage());
        }
    }
}
