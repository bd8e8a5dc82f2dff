package io.gatehouse.doors.messages.sources;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Addresses of outside servers that requests may name: `https://mcp.example.com`, `https://*.example.com/mcp/*`,
/// `http://127.0.0.1:*`. A host is exact, all hosts below a name (`*.name`), or any (`*`); a port is exact or any
/// (`:*`), that of the scheme without one; a path is exact, or a beginning that ends in `*`, any without one.
public final class OutsidePattern {
    private static final Pattern SHAPE = Pattern.compile(
            "(https?)://(\\*|(?:\\*\\.)?[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(?::(\\*|[0-9]{1,5}))?(/[^*?#\\s]*\\*?)?");

    private final String text;
    private final String scheme;
    private final String host;
    private final @Nullable String port;
    private final @Nullable String path;

    private OutsidePattern(String text, Matcher parts) {
        this.text = text;
        this.scheme = parts.group(1);
        this.host = parts.group(2).toLowerCase(Locale.ROOT);
        this.port = parts.group(3);
        this.path = parts.group(4);
    }

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException when it is none
    public static OutsidePattern of(String text) {
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a pattern of addresses such as https://mcp.example.com or https://*.example.com/mcp/*");
        }
        return new OutsidePattern(text, parts);
    }

    /// Whether an address fits; its path must have no dot segments.
    ///
    /// @param url absolute, with a host
    boolean fits(URI url) {
        return scheme.equalsIgnoreCase(url.getScheme())
                && fitsHost(url.getHost().toLowerCase(Locale.ROOT))
                && fitsPort(url.getPort())
                && fitsPath(url.getRawPath());
    }

    private boolean fitsHost(String named) {
        if (host.equals("*")) {
            return true;
        }
        String below = host.startsWith("*.") ? host.substring(1) : null;
        return below == null ? named.equals(host) : named.endsWith(below) && named.length() > below.length();
    }

    private boolean fitsPort(int named) {
        int usual = scheme.equals("https") ? 443 : 80;
        return "*".equals(port) || (named < 0 ? usual : named) == (port == null ? usual : Integer.parseInt(port));
    }

    private boolean fitsPath(String named) {
        String given = named.isEmpty() ? "/" : named;
        if (path == null) {
            return true;
        }
        return path.endsWith("*") ? given.startsWith(path.substring(0, path.length() - 1)) : given.equals(path);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutsidePattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
