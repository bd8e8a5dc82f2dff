package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.address.AddressRange;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The proxies whose word counts on where a request came from: `Forwarded` (RFC 7239), or `X-Forwarded-For`,
/// `X-Forwarded-Proto` and `X-Forwarded-Host`; and `X-Forwarded-Prefix` on which path they took away. From anybody else
/// these headers are ignored.
///
/// @param ranges addresses of the proxies
public record TrustedProxies(List<AddressRange> ranges) {
    /// There are none.
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /// Where a request came from: the last hop that is none of these proxies.
    public Arrival arrival(HttpExchange exchange) {
        Arrival direct = Arrival.direct(exchange);
        if (ranges.isEmpty() || !trusted(AddressRange.address(withoutZone(direct.address())))) {
            return direct;
        }
        Seen listed = seen(direct.address(), ProxyHop.ofAddresses(exchange.headers("X-Forwarded-For")));
        Seen told = seen(direct.address(), ProxyHop.ofElements(exchange.headers("Forwarded")));
        String proto = ProxyHop.last(exchange.headers("X-Forwarded-Proto"));
        String host = ProxyHop.last(exchange.headers("X-Forwarded-Host"));
        if (told.named() && listed.named() && !told.address().equals(listed.address())
                || differ(told.proto(), proto)
                || differ(told.host(), host)) {
            return new Arrival(direct.address(), direct.secure(), null, "", true, true);
        }
        String scheme = first(told.proto(), proto);
        return new Arrival(
                told.named() ? told.address() : listed.address(),
                scheme == null ? direct.secure() : scheme.equalsIgnoreCase("https"),
                first(told.host(), host),
                PathPrefix.of(ProxyHop.last(exchange.headers("X-Forwarded-Prefix"))),
                true,
                false);
    }

    private static boolean differ(@Nullable String one, @Nullable String other) {
        return one != null && other != null && !one.equalsIgnoreCase(other);
    }

    /// @param named whether a hop says who called
    private record Seen(
            String address,
            boolean named,
            @Nullable String proto,
            @Nullable String host) {}

    /// Goes from the nearest hop to the first that no trusted proxy is.
    private Seen seen(String peer, List<ProxyHop> hops) {
        Seen seen = new Seen(peer, false, null, null);
        for (ProxyHop hop : hops) {
            InetAddress address = hop.address();
            boolean named = hop.node() != null;
            String who = address == null ? hop.hidden() : address.getHostAddress();
            seen = new Seen(named ? who : seen.address(), named || seen.named(), hop.proto(), hop.host());
            if (!trusted(address)) {
                return seen;
            }
        }
        return seen;
    }

    private boolean trusted(@Nullable InetAddress address) {
        return address != null && ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}
