package io.gatehouse.doors.messages.translation;

/// What a client knows of MCP in the Messages API, by the newest `mcp-client-` beta that it names.
enum McpGeneration {
    /// No such beta: MCP is not asked for.
    NONE,
    /// `mcp-client-2025-04-04`: tools are configured in `mcp_servers`.
    SERVERS,
    /// `mcp-client-2025-11-20`: tools are configured in an `mcp_toolset`.
    TOOLSETS,
    /// `mcp-client-2026-09-15` and newer: lists of tools come back with the conversation, or pinned.
    LISTINGS;

    private static final String PREFIX = "mcp-client-";

    /// The generation of one beta.
    static McpGeneration of(String beta) {
        if (!beta.startsWith(PREFIX)) {
            return NONE;
        }
        String date = beta.substring(PREFIX.length());
        if (date.compareTo("2025-11-20") < 0) {
            return SERVERS;
        }
        return date.compareTo("2026-09-15") < 0 ? TOOLSETS : LISTINGS;
    }

    boolean atLeast(McpGeneration other) {
        return compareTo(other) >= 0;
    }
}
