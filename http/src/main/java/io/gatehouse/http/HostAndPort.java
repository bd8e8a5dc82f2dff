package io.gatehouse.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Host and port of an address. Unlike [URI], it allows the underscores in names that container engines give.
///
/// @param host in lower case, an IPv6 address without brackets
/// @param port as written, or -1
public record HostAndPort(String host, int port) {

    /// What the address says; null when it has no host.
    public static @Nullable HostAndPort of(URI address) {
        String host = address.getHost();
        if (host != null) {
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return new HostAndPort(bare.toLowerCase(Locale.ROOT), address.getPort());
        }
        String authority = address.getRawAuthority();
        return authority == null || authority.indexOf('_') < 0 || authority.indexOf('@') >= 0
                ? null
                : ofUnderscored(authority);
    }

    // With a letter in the place of each underscore, it must be a host for URI, too: no half of a numeric address is.
    private static @Nullable HostAndPort ofUnderscored(String authority) {
        URI plain = URI.create("http://" + authority.replace('_', 'x'));
        if (plain.getHost() == null) {
            return null;
        }
        String host = authority.substring(0, plain.getHost().length());
        return new HostAndPort(host.toLowerCase(Locale.ROOT), plain.getPort());
    }
}
