package io.gatehouse.http;

/// How the engine talks to the operating system.
public enum SocketBackend {
    /// The fastest that works here: epoll, then NIO.
    AUTO,
    /// Linux epoll.
    EPOLL,
    /// The JDK's own selector, which works everywhere.
    NIO
}
