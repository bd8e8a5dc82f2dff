package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.protocol.ShortText;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps web pages away that a person's browser brings along: `Host` must name the listener and `Origin`, where
/// there is one, a page that may call it (2025-11-25 and 2026-07-28, security: DNS rebinding). Answers CORS for
/// configured origins only.
public final class RequestGuard {
    private static final String ANY = "*";
    private static final List<String> PROXIES = List.of(
            "Forwarded",
            "Via",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Proto",
            "X-Forwarded-Server",
            "X-Real-IP");
    private static final int MAX_REMEMBERED = 256;
    private static final int MAX_REQUESTED_HEADERS = 1024;
    private static final int MAX_QUOTED = 80;
    private static final String NAME_REMEDY = "If clients may use this name, add it to listen.allowed-hosts.";
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9_, -]*");

    private final Map<String, Authority> admitted = new ConcurrentHashMap<>();
    private final Set<Authority> allowedHosts;
    private final Set<String> allowedOrigins;
    private final Set<String> boundHosts;
    private final boolean anyHost;
    private final boolean loopback;
    private final boolean wildcard;

    public RequestGuard(GuardSettings settings) {
        List<Authority> bound =
                settings.boundHosts().stream().map(Authority::ofBound).toList();
        this.allowedHosts = settings.allowedHosts().stream()
                .flatMap(text -> Stream.ofNullable(Authority.ofSetting(text)))
                .collect(Collectors.toUnmodifiableSet());
        this.allowedOrigins =
                settings.allowedOrigins().stream().map(Authority::originText).collect(Collectors.toUnmodifiableSet());
        this.boundHosts = bound.stream().map(Authority::host).collect(Collectors.toUnmodifiableSet());
        this.anyHost = settings.allowedHosts().contains(ANY);
        this.loopback = bound.stream().anyMatch(host -> host.loopback() || host.wildcard());
        this.wildcard = bound.stream().anyMatch(Authority::wildcard);
    }

    /// Whether a text can be one of [GuardSettings#allowedHosts()].
    public static boolean isName(String text) {
        return Authority.ofSetting(text) != null;
    }

    /// Whether the request may go on. When not, it was answered: refused with 403, or, a preflight, granted.
    ///
    /// @param exposed headers of answers that pages of configured origins may read
    /// @param refusal answers with 403
    public boolean admits(HttpExchange http, Arrival arrival, String exposed, Consumer<Refusal.Foreign> refusal) {
        Refusal.Foreign refused = refused(http, arrival);
        if (refused != null) {
            refusal.accept(refused);
            return false;
        }
        String origin = http.header("Origin");
        return origin == null || !configured(origin) || admitConfigured(http, origin, exposed);
    }

    /// Why [#admits] would refuse the request; null when it would not. Answers nothing.
    public Refusal.@Nullable Foreign refused(HttpExchange http, Arrival arrival) {
        List<String> hosts = http.headers("Host");
        if (hosts.isEmpty()) {
            return new Refusal.Foreign("The Host header is missing.", "Send the name of the gateway as Host.");
        }
        Authority host = hosts.size() == 1 ? known(hosts.getFirst()) : null;
        if (host == null) {
            return new Refusal.Foreign(
                    "The Host header " + quoted(hosts.getFirst()) + " does not name this server.", NAME_REMEDY);
        }
        String forwarded = arrival.host();
        if (forwarded != null) {
            host = known(forwarded);
        }
        if (host == null) {
            return new Refusal.Foreign(
                    "The name " + quoted(String.valueOf(forwarded))
                            + ", which a proxy forwards, does not name this server.",
                    NAME_REMEDY);
        }
        String origin = http.header("Origin");
        if (origin == null || configured(origin) || http.headers("Origin").size() == 1 && own(origin, host, arrival)) {
            return null;
        }
        return new Refusal.Foreign(
                "Pages of the origin " + quoted(origin) + " may not call this server.",
                "If they may, add the origin to listen.allowed-origins.");
    }

    /// Whether a request comes from this machine, by a name of the listener itself, none that is allowed besides,
    /// through no proxy, and from no page but the gateway's own.
    public boolean fromItself(HttpExchange http, Arrival arrival) {
        Authority host = known(String.valueOf(http.header("Host")));
        InetAddress client = AddressRange.address(arrival.address());
        return !arrival.proxied()
                && client != null
                && client.isLoopbackAddress()
                && host != null
                && own(host)
                && !allowed(host)
                && PROXIES.stream().allMatch(header -> http.header(header) == null)
                && !foreignPage(http, host, arrival);
    }

    /// Whether a request comes from a page that is not the gateway's own, one of an allowed origin say.
    private boolean foreignPage(HttpExchange http, Authority host, Arrival arrival) {
        String origin = http.header("Origin");
        return origin != null && (http.headers("Origin").size() != 1 || !own(origin, host, arrival));
    }

    private boolean configured(String origin) {
        return allowedOrigins.contains(ANY) || allowedOrigins.contains(Authority.originText(origin));
    }

    private @Nullable Authority known(String header) {
        Authority before = admitted.get(header);
        if (before != null) {
            return before;
        }
        Authority host = Authority.of(header);
        if (host == null || !knows(host)) {
            return null;
        }
        if (admitted.size() < MAX_REMEMBERED) {
            admitted.put(header, host);
        }
        return host;
    }

    private boolean knows(Authority host) {
        return anyHost || own(host) || allowed(host);
    }

    /// Whether it is what the listener is bound to.
    private boolean own(Authority host) {
        return loopback && host.loopback() || boundHosts.contains(host.host()) || wildcard && host.address();
    }

    /// A client leaves out the port that its scheme has anyway, and the gateway may not know the scheme.
    private boolean allowed(Authority host) {
        return allowedHosts.contains(new Authority(host.host(), ""))
                || allowedHosts.contains(host)
                || host.port().isEmpty()
                        && (allowedHosts.contains(new Authority(host.host(), "443"))
                                || allowedHosts.contains(new Authority(host.host(), "80")));
    }

    /// A page that came without TLS is another origin than the one that came with it.
    private boolean own(String origin, Authority host, Arrival arrival) {
        Authority page = Authority.ofOrigin(origin);
        boolean plain = origin.regionMatches(true, 0, "http:", 0, 5);
        return page != null
                && (loopback && host.loopback() && page.loopback()
                        || page.equals(host.without(plain ? "80" : "443")) && !(arrival.secure() && plain));
    }

    private static boolean admitConfigured(HttpExchange http, String origin, String exposed) {
        http.responseHeader("Access-Control-Allow-Origin", origin);
        http.responseHeader("Vary", "Origin");
        http.responseHeader("Access-Control-Expose-Headers", exposed);
        if (!http.method().equals("OPTIONS") || http.header("Access-Control-Request-Method") == null) {
            return true;
        }
        http.responseHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
        String wanted = requestedHeaders(http);
        if (wanted != null) {
            http.responseHeader("Access-Control-Allow-Headers", wanted);
        }
        http.responseHeader("Access-Control-Max-Age", "600");
        http.respond(204);
        return false;
    }

    /// The names may be any, because those of `Mcp-Param-*` headers are.
    private static @Nullable String requestedHeaders(HttpExchange http) {
        String wanted = http.header("Access-Control-Request-Headers");
        return wanted != null
                        && wanted.length() <= MAX_REQUESTED_HEADERS
                        && HEADER_NAMES.matcher(wanted).matches()
                ? wanted
                : null;
    }

    private static String quoted(String value) {
        return "'" + ShortText.of(value, MAX_QUOTED) + "'";
    }
}
