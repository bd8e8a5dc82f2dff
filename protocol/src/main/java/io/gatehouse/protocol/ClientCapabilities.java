package io.gatehouse.protocol;

import org.jspecify.annotations.Nullable;

/// What a client may be asked, given what it declared: in `initialize`, or in its request (2026-07-28).
public final class ClientCapabilities {
    private ClientCapabilities() {}

    /// Whether clients can be asked this at all, in the middle of a call.
    public static boolean asks(String method) {
        return switch (method) {
            case Method.ELICIT, Method.SAMPLE, Method.ROOTS_LIST -> true;
            default -> false;
        };
    }

    /// The capability that the client would have to declare for a question and did not, `elicitation.url` say; null
    /// when it may be asked.
    ///
    /// @param method one that clients can be asked
    /// @param params of the question
    public static @Nullable String missing(Peer peer, String method, @Nullable ObjectView params) {
        return switch (method) {
            case Method.ELICIT -> elicitation(peer, params);
            case Method.SAMPLE -> sampling(peer, params);
            case Method.ROOTS_LIST -> missing(peer, "roots");
            default -> throw new IllegalArgumentException("clients are not asked " + method);
        };
    }

    /// Why a legacy client must not be asked this, or null when it may.
    public static @Nullable String refusal(Peer peer, Request question) {
        if (peer.revision().modern()) {
            return "revision " + peer.revision() + " has no requests from server to client";
        }
        if (question.method().equals(Method.PING)) {
            return null;
        }
        if (!asks(question.method())) {
            return "clients cannot be asked " + question.method();
        }
        String missing = missing(peer, question.method(), question.params());
        return missing == null ? null : "the client did not declare the capability " + missing;
    }

    private static @Nullable String missing(Peer peer, String capability) {
        return peer.can(capability) ? null : capability;
    }

    private static @Nullable String sampling(Peer peer, @Nullable ObjectView params) {
        boolean tools = params != null && params.has("tools");
        if (!peer.can("sampling") || !tools) {
            return missing(peer, "sampling");
        }
        return has(peer, "sampling", "tools") ? null : "sampling.tools";
    }

    /// 2025-11-25: an empty `elicitation` means forms only.
    private static @Nullable String elicitation(Peer peer, @Nullable ObjectView params) {
        boolean url = params != null && "url".equals(params.string("mode"));
        if (!peer.can("elicitation")) {
            return url ? "elicitation.url" : "elicitation";
        }
        if (url) {
            return has(peer, "elicitation", "url") ? null : "elicitation.url";
        }
        boolean urlOnly = has(peer, "elicitation", "url") && !has(peer, "elicitation", "form");
        return urlOnly ? "elicitation.form" : null;
    }

    private static boolean has(Peer peer, String capability, String part) {
        ObjectView declared =
                peer.capabilities() == null ? null : peer.capabilities().object(capability);
        Slice value = declared == null ? null : declared.get(part);
        return value != null && value.first() != 'n';
    }
}
