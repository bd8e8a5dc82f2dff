package io.gatehouse.doors.front;

import io.gatehouse.http.address.AddressRange;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Host and port of a `Host` header, an origin or a setting, so that what means the same is equal (RFC 3986, section
/// 6.2): without regard to case, to the dot at the end of a name, and to how an IPv6 address is written.
///
/// @param host in lower case, an IPv6 address without brackets and in full
/// @param port as written, or empty
record Authority(String host, String port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,254}))(?::(\\d{0,5}))?");
    private static final String LOOPBACK = "0:0:0:0:0:0:0:1";
    private static final String UNSPECIFIED = "0:0:0:0:0:0:0:0";
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /// What the text says; null when it is no host with or without a port.
    static @Nullable Authority of(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String literal = matcher.group(1);
        String host = literal == null ? name(matcher.group(2)) : ipv6(literal);
        String port = matcher.group(3);
        return host == null || host.isEmpty() ? null : new Authority(host, port == null ? "" : port);
    }

    /// What a setting says, which may be an IPv6 address without brackets; null when it is no host with or without a
    /// port.
    static @Nullable Authority ofSetting(String text) {
        String address = ipv6(text);
        return address == null ? of(text) : new Authority(address, "");
    }

    /// What a listener is bound to: an address, with or without a zone, or a name.
    static Authority ofBound(String text) {
        int zone = text.indexOf('%');
        Authority known = ofSetting(zone < 0 ? text : text.substring(0, zone));
        return known == null ? new Authority(name(text), "") : known;
    }

    /// The authority of an origin without the port that its scheme has anyway, or null when it is no origin of a web
    /// page.
    static @Nullable Authority ofOrigin(String origin) {
        int scheme = origin.indexOf("://");
        if (scheme < 0) {
            return null;
        }
        String usual = usualPort(origin.substring(0, scheme));
        Authority page = usual.isEmpty() ? null : of(origin.substring(scheme + 3));
        return page == null ? null : page.without(usual);
    }

    /// An origin in the form in which browsers send it (RFC 6454, section 6.2).
    static String originText(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        Authority page = ofOrigin(lower);
        return page == null ? lower : lower.substring(0, lower.indexOf("://") + 3) + page;
    }

    /// The port that a client leaves out; empty when the scheme is none of web pages.
    static String usualPort(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "http" -> "80";
            case "https" -> "443";
            default -> "";
        };
    }

    /// The same without its port, if it is this one.
    Authority without(String usual) {
        return port.equals(usual) ? new Authority(host, "") : this;
    }

    private static String name(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static @Nullable String ipv6(String text) {
        InetAddress address = text.indexOf(':') < 0 ? null : AddressRange.address(text);
        return address == null ? null : address.getHostAddress();
    }

    /// Whether it names this machine to itself.
    boolean loopback() {
        return host.equals("localhost")
                || host.equals(LOOPBACK)
                || IPV4.matcher(host).matches() && host.startsWith("127.");
    }

    /// Whether it is an address, which no name server can point elsewhere.
    boolean address() {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    /// Whether it stands for every address of the machine.
    boolean wildcard() {
        return host.equals("0.0.0.0") || host.equals(UNSPECIFIED);
    }

    /// As a `Host` header has it.
    @Override
    public String toString() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port.isEmpty() ? name : name + ":" + port;
    }
}
