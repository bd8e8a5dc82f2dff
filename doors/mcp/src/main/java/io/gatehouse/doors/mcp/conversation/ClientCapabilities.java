package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;

/// What a legacy client may be asked, given what it declared in `initialize`.
final class ClientCapabilities {
    private ClientCapabilities() {}

    /// Why the client must not be asked this, or null when it may.
    static @Nullable String refusal(Peer peer, Request question) {
        if (peer.revision().modern()) {
            return "revision " + peer.revision() + " has no requests from server to client";
        }
        return switch (question.method()) {
            case Method.PING -> null;
            case Method.ROOTS_LIST -> missing(peer, "roots");
            case Method.SAMPLE -> sampling(peer, question);
            case Method.ELICIT -> elicitation(peer, question);
            default -> "clients cannot be asked " + question.method();
        };
    }

    private static @Nullable String missing(Peer peer, String capability) {
        return peer.can(capability) ? null : "the client did not declare the capability " + capability;
    }

    private static @Nullable String sampling(Peer peer, Request question) {
        String missing = missing(peer, "sampling");
        boolean tools = question.params() != null && question.params().has("tools");
        if (missing != null || !tools) {
            return missing;
        }
        return has(peer, "sampling", "tools") ? null : "the client did not declare the capability sampling.tools";
    }

    /// 2025-11-25: an empty `elicitation` means forms only.
    private static @Nullable String elicitation(Peer peer, Request question) {
        String missing = missing(peer, "elicitation");
        if (missing != null) {
            return missing;
        }
        boolean url =
                question.params() != null && "url".equals(question.params().string("mode"));
        if (url) {
            return has(peer, "elicitation", "url") ? null : "the client did not declare the capability elicitation.url";
        }
        boolean urlOnly = has(peer, "elicitation", "url") && !has(peer, "elicitation", "form");
        return urlOnly ? "the client did not declare the capability elicitation.form" : null;
    }

    private static boolean has(Peer peer, String capability, String part) {
        ObjectView declared =
                peer.capabilities() == null ? null : peer.capabilities().object(capability);
        Slice value = declared == null ? null : declared.get(part);
        return value != null && value.first() != 'n';
    }
}
