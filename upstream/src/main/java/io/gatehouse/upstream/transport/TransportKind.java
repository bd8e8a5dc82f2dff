package io.gatehouse.upstream.transport;

/// The transports by which servers are reached.
public enum TransportKind {
    /// The standard streams of a program.
    STDIO("stdio"),
    /// Streamable HTTP, 2025-03-26 and later.
    STREAMABLE_HTTP("streamable-http"),
    /// HTTP+SSE, 2024-11-05.
    EVENT_STREAMS("http+sse"),
    /// A server inside the gateway.
    IN_PROCESS("in-process"),
    /// None, because the settings do not fit.
    NONE("none");

    private final String label;

    TransportKind(String label) {
        this.label = label;
    }

    /// Its name for people and programs.
    public String label() {
        return label;
    }
}
