package io.gatehouse.app;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
    },

    /// Sends more and larger bodies at once than there is memory for.
    LARGE_REQUESTS {
        @Override
        void strike(URI endpoint) {
            String call = RawHttp.call("hostile_small", "{\"a\":\"" + "x".repeat(LARGE) + "\"}");
            together(SOME, () -> answered(endpoint, call));
        }
    },

    /// Asks for large answers and does not read them.
    READERS_THAT_DO_NOT_READ {
        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, FEW, RawHttp.call("hostile_large", "{}"));
        }
    },

    /// Calls a server that answers with an event without end.
    ENDLESS_ANSWERS {
        @Override
        void strike(URI endpoint) {
            together(SOME / 4, () -> answered(endpoint, RawHttp.call("hostile_endless", "{}")));
        }
    },

    /// Calls a server whose small compressed answer becomes a large one.
    COMPRESSED_BOMBS {
        @Override
        void strike(URI endpoint) {
            together(SOME / 4, () -> answered(endpoint, RawHttp.call("hostile_bomb", "{}")));
        }
    },

    /// Calls a server that logs thousands of lines.
    LOG_FLOOD {
        @Override
        void strike(URI endpoint) {
            together(SOME / 4, () -> answered(endpoint, RawHttp.call("hostile_lines", "{}")));
        }
    },

    /// Reads what a server's template takes long to be matched with.
    TEMPLATE_BOMB {
        @Override
        void strike(URI endpoint) {
            String uri = "a://" + "xa".repeat(1000);
            String read = RawHttp.post(
                    "Mcp-Method: resources/read\r\nMcp-Name: " + uri + "\r\nMCP-Protocol-Version: 2026-07-28\r\n",
                    RawHttp.message("resources/read", "\"uri\":\"" + uri + "\""));
            together(SOME / 4, () -> answered(endpoint, read));
        }
    };

    /// How large the hostile server's and clients' bodies are.
    static final int LARGE = 8 << 20;

    private static final int MANY = 600;
    private static final int FEW = 50;
    private static final int SOME = 16;

    /// Does it once.
    ///
    /// @throws IOException when the gateway closes a connection in the middle, which is its right
    abstract void strike(URI endpoint) throws IOException;

    private static void together(int count, Runnable one) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                threads.execute(one);
            }
        }
    }

    /// Sends a request and waits for the answer, or until the gateway closes.
    private static void answered(URI endpoint, String request) {
        try (RawHttp connection = RawHttp.to(endpoint)) {
            connection.send(request).answer();
        } catch (IOException closed) {
            // Its right.
        }
    }

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
