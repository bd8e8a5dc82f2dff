package io.gatehouse.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keeps web pages away that a person's browser brings along: `Host` must name the listener and `Origin`, where there
/// is
/// one, a page that may call it (2025-11-25 and 2026-07-28, security: DNS rebinding). Answers CORS for configured
/// origins only.
public final class RequestGuard {
    private static final String ANY = "*";
    private static final String EXPOSED = "Mcp-Session-Id, WWW-Authenticate";
    private static final int MAX_REMEMBERED = 256;
    private static final int MAX_REQUESTED_HEADERS = 1024;
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9_, -]*");

    private final Map<String, Authority> admitted = new ConcurrentHashMap<>();
    private final Set<String> allowedHosts;
    private final Set<String> allowedOrigins;
    private final Set<String> boundHosts;
    private final boolean loopback;
    private final boolean wildcard;

    public RequestGuard(GuardSettings settings) {
        this.allowedHosts = lowerCase(settings.allowedHosts());
        this.allowedOrigins = lowerCase(settings.allowedOrigins());
        this.boundHosts = lowerCase(settings.boundHosts());
        List<Authority> bound =
                boundHosts.stream().map(host -> new Authority(host, "")).toList();
        this.loopback = bound.stream().anyMatch(host -> host.loopback() || host.wildcard());
        this.wildcard = bound.stream().anyMatch(Authority::wildcard);
    }

    private static Set<String> lowerCase(List<String> values) {
        return values.stream().map(value -> value.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /// Whether the request may go on. When not, it was answered: refused with 403, or, a preflight, granted.
    public boolean admits(HttpExchange http) {
        return admits(http, EXPOSED, reason -> refuse(http, reason));
    }

    /// [#admits(HttpExchange)] for doors whose headers and errors are others.
    ///
    /// @param exposed headers of answers that pages of configured origins may read
    /// @param refusal answers with 403 and this reason
    public boolean admits(HttpExchange http, String exposed, Consumer<String> refusal) {
        String problem = problem(http);
        if (problem != null) {
            refusal.accept(problem);
            return false;
        }
        String origin = http.header("Origin");
        return origin == null || !configured(origin) || admitConfigured(http, origin, exposed);
    }

    /// Whether [#admits(HttpExchange)] would refuse the request. Answers nothing.
    public boolean refuses(HttpExchange http) {
        return problem(http) != null;
    }

    private @Nullable String problem(HttpExchange http) {
        List<String> hosts = http.headers("Host");
        Authority host = hosts.size() == 1 ? known(hosts.getFirst()) : null;
        if (host == null) {
            return "this server is not addressed by the Host "
                    + (hosts.isEmpty() ? "header that is missing" : quoted(hosts.getFirst()))
                    + "; add the name to the allowed hosts if it should be";
        }
        String origin = http.header("Origin");
        if (origin == null || configured(origin) || http.headers("Origin").size() == 1 && own(origin, host)) {
            return null;
        }
        return "pages of the origin " + quoted(origin)
                + " must not call this server; add it to the allowed origins if they should";
    }

    private boolean configured(String origin) {
        return allowedOrigins.contains(origin.toLowerCase(Locale.ROOT)) || allowedOrigins.contains(ANY);
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
        String name = host.host();
        return loopback && host.loopback()
                || boundHosts.contains(name)
                || wildcard && host.address()
                || allowedHosts.contains(name)
                || allowedHosts.contains(name + ":" + host.port())
                || allowedHosts.contains(ANY);
    }

    private boolean own(String origin, Authority host) {
        Authority page = Authority.ofOrigin(origin);
        return page != null && (loopback && host.loopback() && page.loopback() || page.equals(host));
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

    private static void refuse(HttpExchange http, String message) {
        HttpReplies.error(http, 403, null, ErrorCode.INVALID_REQUEST, message);
    }

    private static String quoted(String value) {
        return "'" + LegacyMethods.shortened(value) + "'";
    }
}
