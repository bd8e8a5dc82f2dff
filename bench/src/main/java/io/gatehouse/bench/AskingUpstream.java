package io.gatehouse.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// An MCP server of 2025-11-25 that asks its client something in the middle of each call. It prints its port and ends
/// when its standard input does.
public final class AskingUpstream {
    private AskingUpstream() {}

    /// Serves until standard input ends.
    public static void main(String[] args) throws IOException {
        server().serve();
    }

    static SelectorServer server() throws IOException {
        UpstreamAnswers answers = new UpstreamAnswers();
        Map<String, AskingConnection> asked = new HashMap<>();
        AtomicInteger connections = new AtomicInteger();
        return new SelectorServer(
                (channel, key) -> new AskingConnection(channel, connections.incrementAndGet(), answers, asked));
    }
}
