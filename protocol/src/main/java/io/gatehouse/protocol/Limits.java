package io.gatehouse.protocol;

/// Bounds on one message.
///
/// @param maxBytes its size in bytes
/// @param maxDepth how deep its objects and arrays may nest
public record Limits(int maxBytes, int maxDepth) {
    /// How deep anything may nest that is read a second time, after its transport has bounded it.
    static final int INNER_DEPTH = 512;

    /// 64 MiB and 128 levels.
    public static final Limits DEFAULT = new Limits(64 << 20, 128);
}
