package io.gatehouse.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A proxy that calls go through.
///
/// @param username null for none
/// @param password null for none
/// @param noProxyHosts hosts called directly: a name, `.example.com` or `*.example.com` for all names below it, or `*`
public record ProxySettings(
        Kind kind,
        String host,
        int port,
        @Nullable String username,
        @Nullable String password,
        List<String> noProxyHosts) {

    /// How to talk to the proxy.
    public enum Kind {
        /// An HTTP proxy: `CONNECT` for https, the absolute form for http.
        HTTP,
        /// SOCKS version 5; the proxy resolves names.
        SOCKS5
    }

    public ProxySettings {
        noProxyHosts = List.copyOf(noProxyHosts);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the port of the proxy must be 1 to 65535, not " + port);
        }
    }

    /// A proxy without credentials that is used for every host.
    public static ProxySettings of(Kind kind, String host, int port) {
        return new ProxySettings(kind, host, port, null, null, List.of());
    }

    /// Whether a host is called through the proxy.
    public boolean used(String target) {
        String name = target.toLowerCase(Locale.ROOT);
        for (String entry : noProxyHosts) {
            String rule = entry.toLowerCase(Locale.ROOT);
            String suffix = rule.startsWith("*.") ? rule.substring(1) : rule;
            if (rule.equals("*") || rule.equals(name) || (suffix.startsWith(".") && name.endsWith(suffix))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return kind + " proxy " + host + ":" + port;
    }
}
