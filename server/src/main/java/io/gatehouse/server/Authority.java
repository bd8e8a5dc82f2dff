package io.gatehouse.server;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Host and port of a `Host` header or an origin.
///
/// @param host in lower case, an IPv6 address without its brackets
/// @param port as written, or empty
record Authority(String host, String port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253}))(?::(\\d{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /// What the text says; null when it is no host with or without a port.
    static @Nullable Authority of(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        String port = matcher.group(3);
        return new Authority(host.toLowerCase(Locale.ROOT), port == null ? "" : port);
    }

    /// The authority of an origin, or null when it is no origin of a web page.
    static @Nullable Authority ofOrigin(String origin) {
        int scheme = origin.indexOf("://");
        if (scheme < 0) {
            return null;
        }
        String name = origin.substring(0, scheme).toLowerCase(Locale.ROOT);
        return name.equals("http") || name.equals("https") ? of(origin.substring(scheme + 3)) : null;
    }

    /// Whether it names this machine to itself.
    boolean loopback() {
        return host.equals("localhost")
                || host.equals("::1")
                || IPV4.matcher(host).matches() && host.startsWith("127.");
    }

    /// Whether it is an address, which no name server can point elsewhere.
    boolean address() {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    /// Whether it stands for every address of the machine.
    boolean wildcard() {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
