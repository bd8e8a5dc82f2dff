package io.gatehouse.http.codec;

import org.jspecify.annotations.Nullable;

/// What a request of HTTP/1.1 asks for: a path with or without a query, or in absolute form a whole address, whose
/// authority then counts in the place of `Host` (RFC 9112, section 3.2.2).
public final class RequestTarget {
    private RequestTarget() {}

    /// The authority of an address in absolute form; null for any other form.
    public static @Nullable String authority(String uri) {
        int start = authorityStart(uri);
        return start == 0 ? null : uri.substring(start, pathStart(uri));
    }

    /// Where the path begins; the length of the address when there is none.
    public static int pathStart(String uri) {
        int start = authorityStart(uri);
        if (start == 0) {
            return 0;
        }
        for (int i = start; i < uri.length(); i++) {
            if (uri.charAt(i) == '/' || uri.charAt(i) == '?') {
                return i;
            }
        }
        return uri.length();
    }

    /// Whether an address names no authority, or the same one as a `Host` header.
    static boolean agrees(String uri, String host) {
        String authority = authority(uri);
        if (authority == null) {
            return true;
        }
        String port = uri.regionMatches(true, 0, "https:", 0, 6) ? ":443" : ":80";
        return withoutPort(authority, port).equalsIgnoreCase(withoutPort(host, port));
    }

    private static String withoutPort(String authority, String port) {
        if (authority.endsWith(port)) {
            return authority.substring(0, authority.length() - port.length());
        }
        return authority.endsWith(":") ? authority.substring(0, authority.length() - 1) : authority;
    }

    private static int authorityStart(String uri) {
        int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
        return scheme < 0 ? 0 : scheme + 3;
    }
}
