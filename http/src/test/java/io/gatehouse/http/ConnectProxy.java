package io.gatehouse.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/// A proxy that opens tunnels on `CONNECT`.
public final class ConnectProxy {

    private ConnectProxy() {}

    public static Peer start() throws IOException {
        return start("HTTP/1.1 200 OK\r\n\r\n");
    }

    /// @param opened what it says when a tunnel is open
    public static Peer start(String opened) throws IOException {
        return new Peer(connection -> {
            String head = connection.request();
            if (head == null || !head.startsWith("CONNECT ")) {
                connection.write("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            String authority = head.split(" ")[1];
            int colon = authority.lastIndexOf(':');
            try (Socket onward =
                    new Socket(authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)))) {
                connection.write(opened.getBytes(ISO_8859_1));
                Thread back = Thread.startVirtualThread(() -> copy(onward, connection.socket()));
                copy(connection.socket(), onward);
                back.join();
            }
        });
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One side is gone; closing the other tells it.
        }
    }
}
