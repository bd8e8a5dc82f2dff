package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;

/// The fields of `_meta` in which a modern message says what it needs (2026-07-28, request metadata).
public final class ModernMeta {
    private ModernMeta() {}

    /// Whether a message with these parameters belongs to the modern era: it names its revision.
    public static boolean claimed(@Nullable ObjectView params) {
        ObjectView meta = params == null ? null : params.object("_meta");
        return meta != null && meta.has(Meta.PROTOCOL_VERSION);
    }

    /// What is wrong with the required fields, or null.
    public static @Nullable RpcError malformed(@Nullable ObjectView meta) {
        if (meta == null) {
            return missing("_meta");
        }
        if (meta.string(Meta.PROTOCOL_VERSION) == null) {
            return missing("_meta[\"" + Meta.PROTOCOL_VERSION + "\"], a string,");
        }
        if (!isObject(meta, Meta.CLIENT_CAPABILITIES)) {
            return missing("_meta[\"" + Meta.CLIENT_CAPABILITIES + "\"], an object,");
        }
        if (meta.has(Meta.CLIENT_INFO) && !isObject(meta, Meta.CLIENT_INFO)) {
            return new RpcError(
                    ErrorCode.INVALID_PARAMS, "params._meta[\"" + Meta.CLIENT_INFO + "\"] must be an object");
        }
        return null;
    }

    /// The client that a modern message shows.
    public static Peer peer(@Nullable ObjectView params, Caller caller) {
        ObjectView meta = params == null ? null : params.object("_meta");
        return new Peer(
                Revision.NEWEST,
                meta == null ? null : meta.object(Meta.CLIENT_CAPABILITIES),
                meta == null ? null : meta.object(Meta.CLIENT_INFO),
                caller,
                null);
    }

    private static boolean isObject(ObjectView meta, String key) {
        Slice value = meta.get(key);
        return value != null && value.first() == '{';
    }

    private static RpcError missing(String field) {
        return new RpcError(
                ErrorCode.INVALID_PARAMS,
                "params." + field + " is missing. Revision 2026-07-28 requires it in every request.");
    }
}
