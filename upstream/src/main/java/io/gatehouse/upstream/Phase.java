package io.gatehouse.upstream;

/// Where an upstream server stands.
public enum Phase {
    /// The first attempt to connect is under way.
    STARTING,
    /// Connected; calls go through.
    READY,
    /// Not connected; the next attempt is planned.
    RETRYING,
    /// Given up until its settings change or somebody asks for another attempt.
    FAILED
}
