package io.gatehouse.upstream.repair;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which addresses of resources the strictest SDK client, Python 1.x, takes. Where one is listed that it refuses, it
/// refuses the whole list, so the gateway gives it another address.
public final class ResourceUris {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Set<String> NEED_HOST = Set.of("http", "https", "ws", "wss", "ftp");
    /// A host without escapes, an optional user and an optional port.
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:[^\\s@/?#\\[\\]\\\\<>^|%]*@)?(?:[^\\s@:/?#\\[\\]\\\\<>^|%\\p{Cntrl}]*|\\[[0-9A-Fa-f:.]{2,45}\\])(?::\\d{0,5})?");

    private ResourceUris() {}

    /// Whether the address can be listed as it is.
    public static boolean acceptable(String uri) {
        return problem(uri) == null;
    }

    /// What is wrong with the address; null when nothing is.
    static @Nullable String problem(String uri) {
        if (!SCHEME.matcher(uri).matches()) {
            return "is not absolute";
        }
        String scheme = uri.substring(0, uri.indexOf(':')).toLowerCase(java.util.Locale.ROOT);
        String rest = uri.substring(scheme.length() + 1);
        if (!rest.startsWith("//")) {
            return NEED_HOST.contains(scheme) ? "names no host" : null;
        }
        String authority = authority(rest.substring(2));
        if (!AUTHORITY.matcher(authority).matches() || !port(authority)) {
            return "has a host or port that is not valid";
        }
        String host = authority.substring(authority.indexOf('@') + 1);
        boolean none = host.isEmpty() || host.startsWith(":");
        if (none && (NEED_HOST.contains(scheme) || host.startsWith(":") || authority.contains("@"))) {
            return "names no host";
        }
        return NEED_HOST.contains(scheme) && !host.chars().allMatch(c -> c < 128)
                ? "has a host that is not plain ASCII"
                : null;
    }

    private static boolean port(String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.endsWith("]") || colon == authority.length() - 1) {
            return true;
        }
        return colon < authority.indexOf('@') || Integer.parseInt(authority.substring(colon + 1)) <= 65_535;
    }

    private static String authority(String rest) {
        for (int at = 0; at < rest.length(); at++) {
            char c = rest.charAt(at);
            if (c == '/' || c == '?' || c == '#') {
                return rest.substring(0, at);
            }
        }
        return rest;
    }
}
