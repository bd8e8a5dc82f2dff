package io.gatehouse.app;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// What an attacker does to a gateway for a while. Another attack is one more constant: the rest is done for all of
/// them by [AttackTest].
enum Attack {
    /// Holds more connections than there may be, and asks nothing.
    IDLE_CONNECTIONS {
        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, MANY, "");
        }
    },

    /// Begins a request on each of many connections and never ends its head.
    SLOW_HEADS {
        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, MANY, "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nA: ");
        }
    },

    /// Announces bodies that never come.
    SLOW_BODIES {
        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, FEW, "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n{");
        }
    },

    /// Opens and closes connections as fast as it can.
    CONNECTION_FLOOD {
        @Override
        void strike(URI endpoint) throws IOException {
            for (int i = 0; i < MANY; i++) {
                RawHttp.to(endpoint).close();
            }
        }
    },

    /// Sends what is no HTTP, no JSON, or too large.
    BAD_REQUESTS {
        @Override
        void strike(URI endpoint) throws IOException {
            for (String request : List.of(
                    "\u0000\u0001\r\n\r\n",
                    "GET / HTTP/1.1\r\n\r\n",
                    RawHttp.post("", "no json"),
                    RawHttp.post("Transfer-Encoding: gzip, chunked\r\n", ""),
                    RawHttp.post("A: " + "x".repeat(100_000) + "\r\n", ""))) {
                open(endpoint, FEW, request);
            }
        }
    };

    private static final int MANY = 600;
    private static final int FEW = 50;

    /// Does it once.
    ///
    /// @throws IOException when the gateway closes a connection in the middle, which is its right
    abstract void strike(URI endpoint) throws IOException;

    private static void open(URI endpoint, int count, String text) throws IOException {
        List<RawHttp> connections = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                RawHttp connection = RawHttp.to(endpoint);
                connections.add(connection);
                try {
                    connection.send(text);
                } catch (IOException closed) {
                    // The others go on.
                }
            }
        } finally {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
    }
}
