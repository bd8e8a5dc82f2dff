package io.gatehouse.upstream.transport;

/// How a server has to be spoken to, as found by probing.
public enum Era {
    /// Without sessions, 2026-07-28.
    MODERN,
    /// `initialize`, over standard streams or Streamable HTTP.
    LEGACY,
    /// `initialize`, over HTTP+SSE of 2024-11-05.
    EVENT_STREAMS;

    /// The era that a connection was made in.
    public static Era of(Connection connection) {
        if (connection.facts().revision().modern()) {
            return MODERN;
        }
        return connection.transport() == TransportKind.EVENT_STREAMS ? EVENT_STREAMS : LEGACY;
    }
}
