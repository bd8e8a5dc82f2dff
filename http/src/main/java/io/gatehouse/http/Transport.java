package io.gatehouse.http;

/// How the engine talks to the operating system.
public enum Transport {
    /// The fastest that works here: io_uring, then epoll, then NIO.
    AUTO,
    /// Linux io_uring; container runtimes often forbid it.
    IO_URING,
    /// Linux epoll.
    EPOLL,
    /// The JDK's own selector, which works everywhere.
    NIO
}
