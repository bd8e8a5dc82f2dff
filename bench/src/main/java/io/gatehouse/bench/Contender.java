package io.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way from the load to the fast upstream: direct, or through a proxy that runs.
///
/// @param name how reports call it
/// @param modern the endpoint for [Era#MODERN]
/// @param legacy the endpoint for [Era#LEGACY]
/// @param child the proxy's process, or null when there is none
record Contender(
        String name,
        Address modern,
        Address legacy,
        @Nullable Child child) implements AutoCloseable {
    private static final int OK = 200;
    /// The upstream sees a proxy's id, the client its own: answers differ by the length of the ids.
    private static final int LONGEST_ID = 20;
    /// What an answer to a modern client has and one of a legacy server has not.
    private static final int RESULT_TYPE = ",\"resultType\":\"complete\"".length();

    /// Load and upstream with nothing between.
    static Contender direct(int port) {
        return new Contender("direct", new Address(port, "/modern"), new Address(port, "/legacy"), null);
    }

    Address address(Era era) {
        return era == Era.MODERN ? modern : legacy;
    }

    /// The CPU time of the proxy so far, in seconds; 0 when there is none.
    double cpuSeconds() throws IOException {
        return child == null ? 0 : child.tree().cpuSeconds();
    }

    /// As many new sessions as asked for; a modern endpoint has none.
    List<String> sessions(Era era, int count) throws IOException {
        List<String> sessions = new ArrayList<>();
        if (era == Era.LEGACY) {
            try (Wire wire = new Wire(legacy.port())) {
                for (int session = 0; session < count; session++) {
                    sessions.add(session(wire));
                }
            }
        }
        return sessions;
    }

    /// A new legacy session.
    String session(Wire wire) throws IOException {
        int status = wire.call(Calls.numbered(Calls.initialize(legacy), 10_000_000));
        String session = wire.header("Mcp-Session-Id");
        if (status != OK || session.isEmpty()) {
            throw new IOException(name + " answered initialize with " + status + " and "
                    + (session.isEmpty() ? "no session id" : "a session id"));
        }
        int accepted =
                wire.call(Calls.initialized(legacy, session).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        if (accepted != 202) {
            throw new IOException(name + " answered notifications/initialized with " + accepted);
        }
        return session;
    }

    /// Makes sure that a call is answered as the upstream answers it, so that nothing but the whole way is measured.
    void check(Era era) throws IOException {
        check(era, era);
    }

    /// The same between a client and a server of any two eras.
    void check(Era client, Era server) throws IOException {
        List<String> sessions = sessions(client, 1);
        try (Wire wire = new Wire(address(client).port())) {
            byte[] request = Calls.numbered(
                    Calls.toolsCall(client, server, address(client), sessions).getFirst(), 10_000_001);
            int status = wire.call(request);
            byte[] body = wire.body();
            String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
            int others = client == server ? LONGEST_ID : LONGEST_ID + RESULT_TYPE;
            boolean whole = Math.abs(body.length - UpstreamAnswers.CALL_ANSWER_BYTES) <= others;
            if (status != OK || !whole || !text.contains("\"id\":10000001,\"result\"")) {
                throw new IOException(name + " answered a " + client.server() + " tools/call to a " + server.server()
                        + " server with " + status + ": " + text.substring(0, Math.min(text.length(), 200)));
            }
        }
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
    }
}
