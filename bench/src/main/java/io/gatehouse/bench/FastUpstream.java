package io.gatehouse.bench;

import java.io.IOException;

/// An MCP server that is never what is measured: one thread, more than 100,000 answers a second. `/modern` speaks
/// 2026-07-28, `/legacy` 2025-11-25; a number after it (`/modern/100`) says how many tools are listed. It prints
/// its port and ends when its standard input does.
public final class FastUpstream {
    private FastUpstream() {}

    /// Serves until standard input ends.
    public static void main(String[] args) throws IOException {
        server().serve();
    }

    static SelectorServer server() throws IOException {
        UpstreamAnswers answers = new UpstreamAnswers();
        return new SelectorServer((channel, key) -> new UpstreamConnection(channel, key, answers));
    }
}
