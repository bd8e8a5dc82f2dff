package io.gatehouse.upstream.call;

/// Where an upstream server stands.
public enum ServerPhase {
    /// The first attempt to connect and to list is under way.
    STARTING,
    /// Connected; calls go through.
    READY,
    /// Not connected, or connected and not one list can be had, or the last calls to it all failed; the next attempt is
    /// planned.
    RETRYING,
    /// Given up until its settings change or somebody asks for another attempt.
    FAILED
}
