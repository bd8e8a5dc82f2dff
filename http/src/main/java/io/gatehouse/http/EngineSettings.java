package io.gatehouse.http;

/// How the engine runs.
///
/// @param eventLoops threads that carry connections, 0 to 1024; 0 means one for every two processors
/// @param transport which transport to prefer; where epoll does not work, NIO takes its place
/// @param memory what bodies in flight may hold
public record EngineSettings(int eventLoops, SocketBackend transport, MemorySettings memory) {

    public EngineSettings {
        if (eventLoops < 0 || eventLoops > 1024) {
            throw new IllegalArgumentException("event loops must be 0 to 1024, not " + eventLoops);
        }
    }

    /// The usual shares of memory.
    public EngineSettings(int eventLoops, SocketBackend transport) {
        this(eventLoops, transport, MemorySettings.DEFAULT);
    }

    /// One event loop for every two processors, the fastest transport.
    public static EngineSettings defaults() {
        return new EngineSettings(0, SocketBackend.AUTO);
    }
}
