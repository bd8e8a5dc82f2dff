package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What an attacker does to a gateway for a while. Another attack is one more constant: the rest is done for all of
/// them by [AttackTest].
enum Attack {
    /// Holds more connections than there may be, and asks nothing.
    IDLE_CONNECTIONS {
        @Override
        void bites(URI endpoint) throws IOException {
            makesRoom(endpoint, NOTHING);
        }

        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, MANY, NOTHING);
        }
    },

    /// Begins a request on each of many connections and never ends its head.
    SLOW_HEADS {
        @Override
        void bites(URI endpoint) throws IOException {
            makesRoom(endpoint, SLOW_HEAD);
        }

        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, MANY, SLOW_HEAD);
        }
    },

    /// Announces bodies that come in part, on more connections than there may be.
    SLOW_BODIES {
        @Override
        void bites(URI endpoint) throws IOException {
            makesRoom(endpoint, SLOW_BODY);
        }

        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, MANY, SLOW_BODY);
        }
    },

    /// Announces large bodies that never come, and so asks for all of the memory.
    ANNOUNCED_BODIES {
        @Override
        void bites(URI endpoint) throws IOException {
            try (RawHttp first = RawHttp.to(endpoint);
                    RawHttp second = RawHttp.to(endpoint)) {
                first.send(announcing(LARGE));
                assertThat(second.send(announcing(LARGE)).answer()).startsWith("HTTP/1.1 503");
            }
        }

        @Override
        void strike(URI endpoint) throws IOException {
            open(endpoint, FEW, announcing(LARGE));
        }
    },

    /// Opens and closes connections as fast as it can.
    CONNECTION_FLOOD {
        @Override
        void bites(URI endpoint) throws IOException {
            assertThat(answerOf(endpoint, RawHttp.get("/health"))).startsWith("HTTP/1.1 200");
        }

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
        void bites(URI endpoint) throws IOException {
            for (Map.Entry<String, Integer> bad : BAD.entrySet()) {
                assertThat(answerOf(endpoint, bad.getKey())).startsWith("HTTP/1.1 " + bad.getValue());
            }
        }

        @Override
        void strike(URI endpoint) throws IOException {
            for (String request : BAD.keySet()) {
                open(endpoint, FEW, request);
            }
        }
    },

    /// Sends more and larger bodies at once than there is memory for.
    LARGE_REQUESTS {
        @Override
        void bites(URI endpoint) throws IOException {
            assertThat(answerOf(endpoint, LARGE_CALL))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"text\":\"x\"");
        }

        @Override
        void strike(URI endpoint) {
            together(SOME, () -> answered(endpoint, LARGE_CALL));
        }
    },

    /// Asks for large answers and does not read them.
    READERS_THAT_DO_NOT_READ {
        @Override
        void bites(URI endpoint) throws IOException {
            assertThat(answerOf(endpoint, RawHttp.call("hostile_large", "{}")).length())
                    .isGreaterThan(LARGE);
        }

        @Override
        void strike(URI endpoint) throws IOException {
            List<RawHttp> readers = new ArrayList<>();
            try {
                for (int i = 0; i < FEW; i++) {
                    RawHttp reader = RawHttp.to(endpoint);
                    readers.add(reader);
                    reader.send(RawHttp.call("hostile_large", "{}"));
                    Patience.until("its answer begins, large or not", () -> answers(reader));
                }
            } finally {
                for (RawHttp reader : readers) {
                    reader.close();
                }
            }
        }
    },

    /// Calls a server that answers with an event without end.
    ENDLESS_ANSWERS {
        @Override
        void bites(URI endpoint) throws IOException {
            assertThat(answerOf(endpoint, RawHttp.call("hostile_endless", "{}")))
                    .contains("\"isError\":true")
                    .containsAnyOf("too large", "its result was dropped");
        }

        @Override
        void strike(URI endpoint) {
            together(SOME / 4, () -> answered(endpoint, RawHttp.call("hostile_endless", "{}")));
        }
    },

    /// Calls a server whose small compressed answer becomes a large one.
    COMPRESSED_BOMBS {
        @Override
        void bites(URI endpoint) throws IOException {
            assertThat(answerOf(endpoint, RawHttp.call("hostile_bomb", "{}")))
                    .contains("\"isError\":true")
                    .containsAnyOf("unpacks", "its result was dropped");
        }

        @Override
        void strike(URI endpoint) {
            together(SOME / 4, () -> answered(endpoint, RawHttp.call("hostile_bomb", "{}")));
        }
    },

    /// Calls a server that logs thousands of lines.
    LOG_FLOOD {
        @Override
        void bites(URI endpoint) throws IOException {
            assertThat(answerOf(endpoint, RawHttp.call("hostile_lines", "{}"))).contains("\"content\":[]");
        }

        @Override
        void strike(URI endpoint) {
            together(SOME / 4, () -> answered(endpoint, RawHttp.call("hostile_lines", "{}")));
        }
    },

    /// Reads what a server's template takes long to be matched with.
    TEMPLATE_BOMB {
        @Override
        void bites(URI endpoint) throws IOException {
            assertThat(answerOf(endpoint, read("a://" + "xa".repeat(12) + "!"))).contains("\"contents\":[]");
            assertThat(answerOf(endpoint, read(HARD_URI))).contains("Resource not found");
        }

        @Override
        void strike(URI endpoint) {
            together(SOME / 4, () -> answered(endpoint, read(HARD_URI)));
        }
    };

    /// How large the hostile server's and clients' bodies are.
    static final int LARGE = 8 << 20;

    private static final int MANY = 600;
    private static final int FEW = 50;
    private static final int SOME = 16;

    private static final String NOTHING = "";
    private static final String SLOW_HEAD = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nA: " + "a".repeat(30_000);
    private static final String SLOW_BODY = announcing(60_000) + "{" + " ".repeat(30_000);
    private static final String LARGE_CALL = RawHttp.call("hostile_small", "{\"a\":\"" + "x".repeat(LARGE) + "\"}");
    private static final String HARD_URI = "a://" + "xa".repeat(1000);

    /// Requests, and the statuses that refuse them.
    private static final Map<String, Integer> BAD = Map.of(
            "\u0000\u0001\r\n\r\n",
            400,
            "GET / HTTP/1.1\r\n\r\n",
            400,
            RawHttp.post("", "no json"),
            400,
            "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            501,
            RawHttp.post("A: " + "x".repeat(100_000) + "\r\n", ""),
            431);

    /// Shows, done once while nothing else goes on, that the attack reaches what it attacks.
    abstract void bites(URI endpoint) throws IOException;

    /// Does it once.
    ///
    /// @throws IOException when the gateway closes a connection in the middle, which is its right
    abstract void strike(URI endpoint) throws IOException;

    private static String announcing(int length) {
        return "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static String read(String uri) {
        return RawHttp.post(
                "Mcp-Method: resources/read\r\nMcp-Name: " + uri + "\r\nMCP-Protocol-Version: 2026-07-28\r\n",
                RawHttp.message("resources/read", "\"uri\":\"" + uri + "\""));
    }

    private static String answerOf(URI endpoint, String request) throws IOException {
        try (RawHttp connection = RawHttp.to(endpoint)) {
            return connection.send(request).answer();
        }
    }

    /// More such connections than there may be: the first has to go, for the others and not because its time is over.
    private static void makesRoom(URI endpoint, String text) throws IOException {
        long before = madeRoom(endpoint);
        try (RawHttp first = RawHttp.to(endpoint).send(text)) {
            Thread others = Thread.startVirtualThread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        open(endpoint, MANY, text);
                    } catch (IOException closed) {
                        // The next ones come.
                    }
                }
            });
            try {
                assertThatThrownBy(first::answer).isInstanceOfAny(EOFException.class, SocketException.class);
            } finally {
                others.interrupt();
            }
        }
        assertThat(madeRoom(endpoint)).isGreaterThan(before);
    }

    /// How many connections the gateway has closed so far because others needed their room.
    private static long madeRoom(URI endpoint) throws IOException {
        String metrics = answerOf(endpoint, RawHttp.get("/metrics"));
        return metrics.lines()
                .filter(line -> line.startsWith("gatehouse_dropped_connections_total{reason=\"idle\"}"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no count of dropped connections in: " + metrics));
    }

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

    /// Whether an answer begins, or the gateway has closed.
    private static boolean answers(RawHttp connection) {
        try {
            return connection.readable();
        } catch (IOException closed) {
            return true;
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
