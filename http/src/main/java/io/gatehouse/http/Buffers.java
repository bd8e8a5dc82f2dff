package io.gatehouse.http;

/// Bytes that are the same everywhere.
final class Buffers {

    static final byte[] EMPTY = {};

    private Buffers() {}
}
