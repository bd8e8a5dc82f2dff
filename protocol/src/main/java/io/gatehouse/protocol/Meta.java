package io.gatehouse.protocol;

/// The reserved keys of `_meta` (2026-07-28, basic protocol).
public final class Meta {
    /// The revision of the request (2026-07-28).
    public static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    /// What the client can do, an object (2026-07-28).
    public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    /// What the client says that it is, an object (2026-07-28).
    public static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    /// The least level of log messages that the request wants (2026-07-28).
    public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    /// What the server says that it is, an object, in results (2026-07-28).
    public static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
    /// The id of the `subscriptions/listen` that a notification belongs to (2026-07-28).
    public static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";
    /// What progress notifications of the request carry, a string or a number.
    public static final String PROGRESS_TOKEN = "progressToken";

    /// The key of a question in `inputRequests`, where a server asks it in the legacy era, which has none: a string, in
    /// `_meta` of the question. Gatehouse's own.
    public static final String QUESTION = "io.gatehouse/question";

    private Meta() {}
}
