package io.gatehouse.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Connections to a server that can be frozen: they stay open, and nothing passes.
final class Relay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private final int target;
    private boolean frozen;

    Relay(int target) throws IOException {
        this.target = target;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void freeze() {
        set(true);
    }

    void thaw() {
        set(false);
    }

    private void set(boolean now) {
        lock.lock();
        try {
            frozen = now;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pass() {
        lock.lock();
        try {
            while (frozen) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, server));
                Thread.startVirtualThread(() -> pump(client, server));
                Thread.startVirtualThread(() -> pump(server, client));
            }
        } catch (IOException closed) {
            close();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                pass();
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException closed) {
            // Both ends are closed.
            return;
        }
    }

    @Override
    public void close() {
        thaw();
        try (listener) {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
