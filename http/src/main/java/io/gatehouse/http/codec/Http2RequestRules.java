package io.gatehouse.http.codec;

import io.gatehouse.http.HeaderRules;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the head of a request of HTTP/2 must be like: as strict as HTTP/1.1, so that nothing that passes here means
/// something else to a server behind (RFC 9113, sections 8.2 and 8.3).
public final class Http2RequestRules {
    private Http2RequestRules() {}

    /// Whether method, address and host are there, once each and without doubt.
    public static boolean wellFormed(Http2Headers head) {
        return Http2Fields.valid(head)
                && head.method() != null
                && HeaderRules.token(head.method())
                && scheme(head.scheme())
                && path(head.path(), head.method())
                && host(head);
    }

    private static boolean scheme(@Nullable CharSequence scheme) {
        return scheme != null && ("https".contentEquals(scheme) || "http".contentEquals(scheme));
    }

    private static boolean path(@Nullable CharSequence path, CharSequence method) {
        if (path == null || path.isEmpty()) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) <= ' ' || path.charAt(i) == 0x7f) {
                return false;
            }
        }
        return path.charAt(0) == '/' || "*".contentEquals(path) && "OPTIONS".contentEquals(method);
    }

    private static boolean host(Http2Headers head) {
        List<CharSequence> hosts = head.getAll(HttpHeaderNames.HOST);
        CharSequence authority = head.authority() == null && hosts.size() == 1 ? hosts.getFirst() : head.authority();
        if (authority == null || authority.isEmpty() || authority.toString().indexOf('@') >= 0) {
            return false;
        }
        return hosts.isEmpty()
                || hosts.size() == 1
                        && RequestTarget.agrees(
                                head.scheme() + "://" + authority + "/",
                                hosts.getFirst().toString());
    }

    /// The status that refuses a well-formed request whose head is too large, or null.
    public static @Nullable Integer refusal(Http2Headers head) {
        if (head.path().length() > Http1Decoder.MOST_URI_BYTES) {
            return 414;
        }
        return head.size() > Http1Decoder.MOST_FIELDS ? 431 : null;
    }
}
