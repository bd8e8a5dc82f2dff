package io.gatehouse.server;

import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;

/// Objects that a handler made and that therefore are well-formed.
final class Views {
    private Views() {}

    /// @throws IllegalStateException when a handler broke its promise
    static ObjectView of(Slice object) {
        try {
            return ObjectView.read(object);
        } catch (MalformedJsonException malformed) {
            throw new IllegalStateException("a handler gave what is no JSON object", malformed);
        }
    }
}
