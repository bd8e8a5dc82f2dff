package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The keys, methods and values that nearly every message uses, so that reading one makes no new string.
final class KnownNames {
    private static final int SIZE = 1024;
    private static final @Nullable String[] TABLE = new String[SIZE];

    static {
        for (String name : new String[] {
            "jsonrpc",
            "id",
            "method",
            "params",
            "result",
            "error",
            "code",
            "message",
            "data",
            "name",
            "arguments",
            "uri",
            "_meta",
            "cursor",
            "progressToken",
            "progress",
            "total",
            "requestId",
            "reason",
            "requestState",
            "inputResponses",
            "inputRequests",
            "resultType",
            "content",
            "structuredContent",
            "isError",
            "contents",
            "ttlMs",
            "cacheScope",
            "tools",
            "resources",
            "prompts",
            "resourceTemplates",
            "nextCursor",
            "ref",
            "argument",
            "protocolVersion",
            "capabilities",
            "clientInfo",
            "serverInfo",
            "instructions",
            "traceparent",
            "tracestate",
            Meta.PROTOCOL_VERSION,
            Meta.CLIENT_CAPABILITIES,
            Meta.CLIENT_INFO,
            Meta.LOG_LEVEL,
            Meta.SERVER_INFO,
            Meta.SUBSCRIPTION_ID,
            "extensions",
            TasksExtension.ID,
            TasksExtension.TASK_ID,
            Method.TOOLS_CALL,
            Method.TOOLS_LIST,
            Method.RESOURCES_READ,
            Method.RESOURCES_LIST,
            Method.RESOURCES_TEMPLATES_LIST,
            Method.PROMPTS_GET,
            Method.PROMPTS_LIST,
            Method.COMPLETION_COMPLETE,
            Method.DISCOVER,
            Method.INITIALIZE,
            Method.INITIALIZED,
            Method.PING,
            Method.PROGRESS,
            Method.MESSAGE,
            Method.CANCELLED,
            Method.LISTEN,
            "2.0",
            "complete",
            "text"
        }) {
            add(name);
        }
        for (Revision revision : Revision.values()) {
            add(revision.id());
        }
    }

    private KnownNames() {}

    private static void add(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        int slot = slot(bytes, 0, bytes.length);
        if (TABLE[slot] == null) {
            TABLE[slot] = name;
        }
    }

    /// The value of the string literal that stands, quotes included, in `bytes` from `start` to `end`.
    static String read(byte[] bytes, int start, int end, boolean plain) {
        if (!plain) {
            return Json.unquote(new Slice(bytes, start, end - start));
        }
        String known = known(bytes, start, end);
        return known != null ? known : new String(bytes, start + 1, end - start - 2, StandardCharsets.ISO_8859_1);
    }

    /// The value of the string literal that stands, quotes included, in `bytes` from `start` to `end`, when it is one
    /// of these; else null.
    static @Nullable String known(byte[] bytes, int start, int end) {
        int from = start + 1;
        int length = end - start - 2;
        String candidate = length == 0 ? "" : TABLE[slot(bytes, from, length)];
        return candidate != null && same(candidate, bytes, from, length) ? candidate : null;
    }

    private static boolean same(String name, byte[] bytes, int from, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int index = 0; index < length; index++) {
            if (name.charAt(index) != bytes[from + index]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(byte[] bytes, int from, int length) {
        int mixed = length * 31 + bytes[from];
        mixed = mixed * 31 + bytes[from + length / 2];
        mixed = mixed * 31 + bytes[from + length - 1];
        mixed = mixed * 31 + bytes[from + length * 3 / 4];
        return (mixed ^ mixed >>> 10) & (SIZE - 1);
    }
}
