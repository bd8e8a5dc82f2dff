package io.gatehouse.identity.tokens;

import java.io.IOException;

/// Gets the keys that an issuer publishes.
@FunctionalInterface
public interface KeySource {

    /// The issuer's key set as it was sent (RFC 7517). Blocks for a bounded time: for virtual threads.
    ///
    /// @throws IOException when it cannot be had; the message is for operators
    byte[] fetch(Issuer issuer) throws IOException;
}
