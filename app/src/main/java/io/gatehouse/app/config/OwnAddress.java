package io.gatehouse.app.config;

import io.gatehouse.http.HostAndPort;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The addresses under which clients reach this gateway.
///
/// @param hosts what the listener is bound to
/// @param port of the listener
/// @param named further hosts, with or without a port; without one, any port is meant, as a proxy stands in front
public record OwnAddress(List<String> hosts, int port, List<String> named) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    /// Whether an address leads back to the gateway, as far as its text says.
    public boolean is(URI url) {
        HostAndPort place = HostAndPort.of(url);
        if (place == null) {
            return false;
        }
        int asked = place.port() >= 0 ? place.port() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
        String host = place.host();
        String written = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return named.stream().anyMatch(name -> names(name, written, asked)) || asked == port && bound(host);
    }

    private static boolean names(String name, String host, int port) {
        return name.equalsIgnoreCase(host) || name.equalsIgnoreCase(host + ":" + port);
    }

    private boolean bound(String host) {
        boolean any = hosts.stream().map(OwnAddress::plain).anyMatch(ANY::contains);
        boolean loopback = any || hosts.stream().anyMatch(Loopback::only);
        return hosts.stream().map(OwnAddress::plain).anyMatch(host::equals) || loopback && LOOPBACK.contains(host);
    }

    private static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
