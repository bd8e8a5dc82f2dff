package io.gatehouse.app.schema;

/// Keys that files may still have, and what holds now.
final class RemovedKeys {
    private RemovedKeys() {}

    /// Those of `servers.NAME` and `defaults`.
    static void ofServers(Form<?> form) {
        form.removed("own-idle", "a client's own connection is closed after 10 minutes without use");
        form.removed("crash-loop", "a program is given up after 5 exits within 60 s");
        form.removed("crash-window", "a program is given up after 5 exits within 60 s");
        form.removed("max-connections", "a server gets up to 256 connections of HTTP/1.1 for each event loop");
        form.removed("connection-idle", "an unused connection is kept for 4 s");
        form.removed("max-list-pages", "a list may have 1,000 pages");
        form.removed("max-list-entries", "a list may have 100,000 entries");
        form.removed("max-list-bytes", "a list may have 64 MiB");
        form.removed("list-age-min", "a list is kept for at least 5 s");
        form.removed("list-age-max", "a list is kept for at most a day");
        form.removed("list-interval", "a server is listed at most once a second");
        form.removed("retry-first", "the second attempt to connect comes after 1 s");
        form.removed("retry-most", "attempts to connect are at most 60 s apart");
        form.removed("resumptions", "an answer is given up after 10 streams in a row that brought nothing");
        form.removed("control-timeout", "notifications and subscriptions have 10 s");
        form.removed("headers-helper-timeout", "headers-helper has 10 s");
        form.removed("stream-linger", "a stream may stay open for 5 s after its answer");
        form.removed("post-timeout", "a server of HTTP+SSE has 1 minute to accept a message");
        form.removed("probe-timeout", "a program has 3 s to answer in the current revision");
        form.removed("grace", "a program has 2 s to end");
        form.removed("queue-bytes", "up to 64 MiB wait for the input of a program");
        form.removed("stderr-lines", "the last 50 lines of standard error are kept");
    }

    /// Those of `models.providers.NAME`.
    static void ofProviders(Form<?> form) {
        form.removed("retry-first", "the first further try comes after 500 ms");
        form.removed("retry-most", "a provider that asks for more than 8 s is not waited for");
        form.removed("connect-timeout", "connecting may take 10 s");
        form.removed("answer-bytes", "an answer may have 64 MiB");
        form.removed("max-connections", "a provider gets up to 4,096 connections for each event loop");
        form.removed("connection-idle", "an unused connection is kept for 30 s");
    }

    /// Those of `messages`.
    static void ofMessages(Form<?> form) {
        form.removed(
                "tokens-at-once",
                "all bodies with MCP servers may have one token of JSON for each 256 bytes of memory");
        form.removed("remembered-bytes", "64 MiB of results are kept in memory for the next request");
        form.removed("remembered-for", "results are kept in memory for an hour");
        form.removed("result-parts", "a result may have 200 parts");
        form.removed("media", "a result may have 20 images and documents, a request 100 and 20 MiB of them");
    }

    /// Those of `messages.loop`.
    static void ofLoop(Form<?> form) {
        form.removed("list-wait", "servers have 10 s for their first lists");
        form.removed("ping", "a quiet stream gets a ping every 15 s");
        form.removed("answer-bytes", "a streamed answer may have 64 MiB");
        form.removed("answer-blocks", "a streamed answer may have 100,000 content blocks");
    }

    /// Those of `messages.servers`.
    static void ofSources(Form<?> form) {
        form.removed("most", "a request may name 20 servers");
        form.removed("kept", "256 outside servers may be connected at once");
        form.removed("kept-per-caller", "128 outside servers may be connected for one caller");
        form.removed("kept-bytes", "the lists of all outside servers may have 64 MiB");
        form.removed("kept-for", "an outside server is kept for 10 minutes without use");
        form.removed("list-age", "lists of outside servers are asked for again after 5 minutes");
        form.removed("questions", "16 questions of a server are answered in the middle of one call");
        form.removed("sampling-tokens", "a sampled answer may have 4,096 tokens");
    }

    /// Those of `messages.servers.reach`.
    static void ofReach(Form<?> form) {
        form.removed("list-timeout", "all pages of one list have 10 s");
        form.removed("max-in-flight", "100 calls may run at once at one server with one token");
        form.removed("max-list-pages", "a list may have 100 pages");
        form.removed("max-list-entries", "a list may have 10,000 entries");
        form.removed("max-list-bytes", "a list may have 4 MiB");
        form.removed("max-connections", "a server gets up to 16 connections of HTTP/1.1 for each event loop");
        form.removed("answer-bytes", "an answer may have 32 MiB");
    }

    /// Those of `limits`.
    static void ofLimits(Form<?> form) {
        form.removed("uri-bytes", "the first line of a request may have 8 KiB");
        form.removed("queue-bytes", "an event stream is cut off past 64 MiB that its client has not taken");
        form.removed("connection-streams", "a connection of HTTP/2 may have 250 requests at once");
        form.removed("backlog", "1,024 connections may wait to be accepted");
        form.removed("request-memory-wait", "a large request waits up to 1 s for memory");
        form.removed("answer-memory-wait", "a large answer waits up to 10 s for memory");
        form.removed("ended-sessions", "100,000 ended sessions are remembered");
        form.removed("session-streams", "a session may have 4 event streams");
        form.removed("session-requests", "a session may have 1,000 running requests");
        form.removed("session-asks", "a session may have 64 unanswered questions");
        form.removed("subscriptions", "a session may subscribe to 1,000 resources");
        form.removed("sse-streams", "2,000 connections of HTTP+SSE may be open at once");
        form.removed("sse-streams-per-caller", "a caller may have 200 connections of HTTP+SSE");
        form.removed("sse-idle", "a connection of HTTP+SSE without use is closed after 4 hours");
        form.removed("stream-after", "an answer that takes longer than 5 s becomes an event stream");
        form.removed("session-keys-kept", "2 earlier keys still open sessions");
        form.removed("capability-bytes", "the capabilities of an older client may have 2 KiB");
        form.removed("client-info-bytes", "servers are told the clientInfo of older clients up to 512 bytes");
        form.removed("session-cache-bytes", "opened session ids have 16 MiB of memory");
        form.removed("instructions-bytes", "2 KiB of the instructions of each server are passed on");
        form.removed("list-ttl", "clients keep no list when no server says how long");
        form.removed("remembered-uris", "10,000 resource addresses are remembered with their server");
    }
}
