package io.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One way from the load to the fast model: direct, or through a gateway that runs.
///
/// @param name how reports call it
/// @param port where it listens on the loopback address
/// @param child the gateway's process, or null when there is none
record ModelWay(String name, int port, @Nullable Child child) implements AutoCloseable {
    private static final String RESULT = "\"mcp_tool_result\"";

    /// The CPU time of the gateway so far, in seconds; 0 when there is none.
    double cpuSeconds() throws IOException {
        return child == null ? 0 : child.tree().cpuSeconds();
    }

    /// Makes sure that questions with and without MCP are answered whole, and that the gateway calls the tool.
    void check() throws IOException {
        check(Questions.plain(port, Script.ofCalls(0), false), 0);
        check(Questions.withMcp(port, Script.ofCalls(2), false), 2);
    }

    /// Makes sure that a question is answered with a whole message.
    ///
    /// @param results how many results of MCP calls it has to hold
    void check(String question, int results) throws IOException {
        try (Wire wire = new Wire(port)) {
            int status = wire.call(Questions.numbered(question, 10_000_001));
            String body = new String(wire.body(), StandardCharsets.UTF_8);
            boolean whole = body.contains("\"end_turn\"") && !body.contains("\"is_error\":true");
            if (status != 200 || !whole || body.split(RESULT, -1).length != results + 1) {
                throw new IOException(name + " answered a message with " + status + ": "
                        + body.substring(0, Math.min(body.length(), 400)));
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
