package io.gatehouse.seal;

/// What comes of opening a text that claims to be a token.
public sealed interface Opened {
    /// It is one.
    ///
    /// @param bytes what was sealed
    /// @param sealedAt when, in seconds since 1970
    record Content(byte[] bytes, long sealedAt) implements Opened {}

    /// It was one, but it is too old.
    record Expired() implements Opened {}

    /// It is none of this purpose, was changed, is bound to something else, or its key is gone.
    record Refused() implements Opened {}
}
