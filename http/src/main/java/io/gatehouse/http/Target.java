package io.gatehouse.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An address taken apart once, so that sending to it is cheap. User information and fragment are left out.
public final class Target {

    private final Origin origin;
    private final String path;
    private final String authority;

    private Target(Origin origin, String path) {
        this.origin = origin;
        this.path = path;
        authority = origin.authority();
    }

    /// Reads an absolute http or https address.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Target of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            throw new IllegalArgumentException(
                    "an http or https address is needed, not one of scheme '" + scheme + "'");
        }
        HostAndPort place = HostAndPort.of(uri);
        if (place == null) {
            throw new IllegalArgumentException("the address has no host");
        }
        int port = place.port() == -1 ? (secure ? 443 : 80) : place.port();
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not 1 to 65535");
        }
        return new Target(new Origin(secure, place.host(), port), pathOf(uri));
    }

    private static String pathOf(URI uri) {
        @Nullable String path = uri.getRawPath();
        String start = path == null || path.isEmpty() ? "/" : path;
        return uri.getRawQuery() == null ? start : start + "?" + uri.getRawQuery();
    }

    /// The name or address of the host, an IPv6 address without brackets.
    public String host() {
        return origin.host();
    }

    /// The port, 1 to 65535.
    public int port() {
        return origin.port();
    }

    /// Whether TLS is used.
    public boolean secure() {
        return origin.secure();
    }

    public Origin origin() {
        return origin;
    }

    public String authority() {
        return authority;
    }

    public String path() {
        return path;
    }

    /// Scheme, host and port, without path and query, which may hold secrets.
    @Override
    public String toString() {
        return (secure() ? "https://" : "http://") + authority;
    }
}
