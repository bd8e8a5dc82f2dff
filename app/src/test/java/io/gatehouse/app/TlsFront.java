package io.gatehouse.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/// TLS in front of a server that has none, as a reverse proxy has it; HTTP/1.1 only.
final class TlsFront implements AutoCloseable {
    private final SSLServerSocket socket;
    private final URI behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// @param demanding whether a client must show a certificate
    TlsFront(SSLContext context, boolean demanding, URI behind) throws IOException {
        this.behind = behind;
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        socket.setNeedClientAuth(demanding);
        Thread.ofVirtual().name("front").start(() -> accept(socket));
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket client = from.accept();
                open.add(client);
                Thread.ofVirtual().name("front connection").start(() -> relay(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket server = new Socket(behind.getHost(), behind.getPort())) {
            join(client, server);
        } catch (IOException gone) {
            // One side is gone; closing the other tells it.
        } finally {
            open.remove(client);
        }
    }

    /// Passes bytes both ways until one side ends.
    static void join(Socket client, Socket server) throws IOException {
        Thread back = Thread.ofVirtual().start(() -> {
            try {
                copy(server, client);
            } catch (IOException gone) {
                // The other direction ends as well.
            }
        });
        copy(client, server);
        try {
            back.join();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
