package io.gatehouse.server;

/// Where the responses of some requests go: each on its own line, or those of a batch together.
interface StdioReplies {
    /// One response.
    void reply(byte[] response);

    /// A request that ends without one.
    void none();
}
