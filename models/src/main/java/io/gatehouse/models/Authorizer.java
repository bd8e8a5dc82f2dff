package io.gatehouse.models;

import io.gatehouse.http.Header;
import io.gatehouse.models.platforms.PlatformRequest;
import java.io.IOException;
import java.util.List;

/// Proves to a cloud platform who calls it.
public interface Authorizer {

    /// Whether [#authorize] answers now, without asking anybody over the network.
    boolean ready();

    /// All headers that the request goes out with: its own, and those that prove who sends it. May block
    /// unless it is [#ready()].
    ///
    /// @throws IOException if credentials cannot be had; the message holds no secret and says what to do
    List<Header> authorize(PlatformRequest request) throws IOException;
}
