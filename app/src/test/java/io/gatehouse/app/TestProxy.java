package io.gatehouse.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy of a company's network: HTTP, with tunnels, and SOCKS 5, on one port. It knows names that nobody else
/// resolves: every host is this machine.
final class TestProxy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /// What was asked for: `CONNECT host:port`, `SOCKS host:port`, or the first line of a request with its credentials.
    final List<String> asked = new CopyOnWriteArrayList<>();

    /// Whether it wants other credentials.
    volatile boolean refusing;

    TestProxy() throws IOException {
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().name("proxy connection").start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            int first = client.getInputStream().read();
            if (first == 5) {
                socks(client);
            } else if (first >= 0) {
                http(client, first);
            }
        } catch (IOException gone) {
            // One side is gone; closing the other tells it.
        } finally {
            open.remove(client);
        }
    }

    private void http(Socket client, int first) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        InputStream in = client.getInputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            bytes.write(next);
        }
        String head = bytes.toString(StandardCharsets.ISO_8859_1);
        String target = head.split(" ", 3)[1];
        String credentials = head.replaceAll("(?is).*proxy-authorization: (\\S+ \\S+).*|.*", "$1");
        asked.add((head.split(" ")[0] + " " + target + " " + credentials).strip());
        if (refusing) {
            String refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
            client.getOutputStream().write(refusal.getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        if (head.startsWith("CONNECT ")) {
            try (Socket server = local(target)) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                TlsFront.join(client, server);
            }
            return;
        }
        String authority = target.replaceAll("^http://([^/]*).*", "$1");
        try (Socket server = local(authority)) {
            String direct = head.replaceFirst("http://[^/]*", "").replace("Host: " + authority, "Host: localhost");
            server.getOutputStream().write(direct.getBytes(StandardCharsets.ISO_8859_1));
            TlsFront.join(client, server);
        }
    }

    private void socks(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        in.readNBytes(in.read());
        out.write(new byte[] {5, 0});
        in.readNBytes(3);
        int kind = in.read();
        String host = kind == 3
                ? new String(in.readNBytes(in.read()), StandardCharsets.ISO_8859_1)
                : InetAddress.getByAddress(in.readNBytes(kind == 1 ? 4 : 16)).getHostAddress();
        int port = in.read() << 8 | in.read();
        asked.add("SOCKS " + host + ":" + port);
        try (Socket server = local(host + ":" + port)) {
            out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
            TlsFront.join(client, server);
        }
    }

    private static Socket local(String authority) throws IOException {
        return new Socket("127.0.0.1", Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
