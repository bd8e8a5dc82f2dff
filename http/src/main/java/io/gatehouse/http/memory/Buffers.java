package io.gatehouse.http.memory;

/// Bytes that are the same everywhere.
public final class Buffers {

    public static final byte[] EMPTY = {};

    private Buffers() {}
}
