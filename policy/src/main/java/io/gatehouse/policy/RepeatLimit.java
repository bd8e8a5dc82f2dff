package io.gatehouse.policy;

/// What happens when a session makes the same call again and again, with the same result each time.
///
/// @param name of the limit
/// @param covered the tools that it covers
/// @param slowAfter after how many such calls each further one waits; 0 for never
/// @param stopAfter after how many such calls each further one is refused; 0 for never
/// @param stopReads whether tools that only read are refused too
public record RepeatLimit(String name, Covered covered, int slowAfter, int stopAfter, boolean stopReads) {
    /// What holds for tools that no other limit covers: 20 calls until they are slowed, 100 until they
    /// are stopped. Not for tools that only read: agents poll, and an application may ask the same for
    /// many users in one session.
    public static final RepeatLimit DEFAULT = new RepeatLimit("repeated-calls", Covered.TOOLS, 20, 100, false);
}
