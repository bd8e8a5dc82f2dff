package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;

/// Objects that a handler made and that therefore are well-formed.
public final class Views {
    private Views() {}

    /// An object that keeps no more memory alive than its own bytes.
    static @Nullable ObjectView compact(@Nullable ObjectView object) {
        return object == null ? null : of(object.whole().compact());
    }

    /// @throws IllegalStateException when a handler broke its promise
    public static ObjectView of(Slice object) {
        try {
            return ObjectView.read(object);
        } catch (MalformedJsonException malformed) {
            throw new IllegalStateException("a handler returned something that is not a JSON object", malformed);
        }
    }
}
