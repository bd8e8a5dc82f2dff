package io.gatehouse.doors.front;

import io.gatehouse.http.address.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What one proxy tells of who called it. Lists of hops begin with the nearest one, the last that was written, and are
/// read from that end: what a client wrote to the left of it changes nothing.
///
/// @param node who called, as written, or null
/// @param proto `http` or `https`, as written, or null
/// @param host the `Host` of that call, or null
record ProxyHop(
        @Nullable String node,
        @Nullable String proto,
        @Nullable String host) {
    static final String UNKNOWN = "unknown";

    /// More than anybody has proxies in a row.
    private static final int MOST = 32;

    private static final int LONGEST = 512;
    private static final Pattern OBFUSCATED = Pattern.compile("(_[A-Za-z0-9._-]{1,63})(?::[0-9A-Za-z._-]{1,64})?");
    private static final Pattern PORT = Pattern.compile("(?::[0-9]{1,5}|:_[A-Za-z0-9._-]{1,64})?");

    /// The hops of `X-Forwarded-For`.
    static List<ProxyHop> ofAddresses(List<String> lines) {
        return parts(lines, ',').stream()
                .map(part -> new ProxyHop(part, null, null))
                .toList();
    }

    /// The hops of `Forwarded` (RFC 7239, 4).
    static List<ProxyHop> ofElements(List<String> lines) {
        return parts(lines, ',').stream().map(ProxyHop::ofElement).toList();
    }

    /// The last value of a header that may be written several times.
    static @Nullable String last(List<String> lines) {
        List<String> parts = parts(lines, ',');
        return parts.isEmpty() ? null : parts.getFirst();
    }

    private static ProxyHop ofElement(String element) {
        String node = null;
        String proto = null;
        String host = null;
        for (String pair : parts(List.of(element), ';')) {
            int equals = pair.indexOf('=');
            String value =
                    equals < 0 ? null : unquoted(pair.substring(equals + 1).strip());
            String name = equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            boolean again = name.equals("for") && node != null
                    || name.equals("proto") && proto != null
                    || name.equals("host") && host != null;
            if (value == null || again) {
                return new ProxyHop(UNKNOWN, null, null);
            }
            switch (name) {
                case "for" -> node = value;
                case "proto" -> proto = value;
                case "host" -> host = value;
                default -> {} // `by` and what may come later
            }
        }
        return new ProxyHop(node, proto, host);
    }

    private static @Nullable String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        String inner = quoted ? value.substring(1, value.length() - 1) : value;
        return inner.indexOf('"') < 0 && inner.indexOf('\\') < 0 ? inner : null;
    }

    /// The parts of a list in the order from its end.
    private static List<String> parts(List<String> lines, char separator) {
        List<String> parts = new ArrayList<>();
        for (int line = lines.size() - 1; line >= 0; line--) {
            String text = lines.get(line);
            boolean quoted = false;
            int end = text.length();
            for (int at = end - 1; at >= -1 && parts.size() < MOST; at--) {
                char c = at < 0 ? separator : text.charAt(at);
                if (c == '"') {
                    quoted = !quoted;
                } else if (at < 0 || c == separator && !quoted) {
                    String part = end - at > LONGEST
                            ? UNKNOWN
                            : text.substring(at + 1, end).strip();
                    if (!part.isEmpty()) {
                        parts.add(part);
                    }
                    end = at;
                }
            }
        }
        return parts;
    }

    /// The address of the node; null when it is hidden, or no address.
    @Nullable
    InetAddress address() {
        if (node == null) {
            return null;
        }
        int bracket = node.indexOf(']');
        int colon = node.indexOf(':');
        String literal = node;
        String port = "";
        if (node.startsWith("[") && bracket > 0) {
            literal = node.substring(1, bracket);
            port = node.substring(bracket + 1);
            if (literal.indexOf(':') < 0) {
                return null;
            }
        } else if (colon >= 0 && colon == node.lastIndexOf(':')) {
            literal = node.substring(0, colon);
            port = node.substring(colon);
        }
        return PORT.matcher(port).matches() ? AddressRange.address(literal) : null;
    }

    /// How a node is called that has no address: its obfuscated identifier (RFC 7239, 6.3), or `unknown`.
    String hidden() {
        var matcher = OBFUSCATED.matcher(String.valueOf(node));
        return matcher.matches() ? matcher.group(1) : UNKNOWN;
    }
}
