package io.gatehouse.doors.messages.api;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The headers of a request, sorted by whom they are for.
///
/// @param forProvider what a provider may see, without betas and credentials
/// @param betas the values of `anthropic-beta`, each as it came, possibly a list with commas
/// @param credentials what the caller gave that the gateway did not use as its own key
public record RequestHeaders(List<Header> forProvider, List<String> betas, List<Header> credentials) {
    private static final String BETA = "anthropic-beta";
    private static final String BEARER = "Bearer ";
    private static final String MCP_BETA = "mcp-client-";
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-api-key");
    /// What belongs to one connection (RFC 9110, section 7.6.1), or to the way between client and gateway. Answers are
    /// asked for without compression, because their usage is read.
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "origin",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "referer",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip");

    /// Keys under other names, which are for whoever stands before the gateway, if for anybody.
    private static final List<String> SECRET_STARTS = List.of("x-amz-", "x-goog-");
    private static final List<String> SECRET_ENDS =
            List.of("api-key", "apikey", "-subscription-key", "-token", "-secret");

    public RequestHeaders {
        forProvider = List.copyOf(forProvider);
        betas = List.copyOf(betas);
        credentials = List.copyOf(credentials);
    }

    /// Those of a request.
    ///
    /// @param ownKey whether a text is a key of the gateway, which is never among the credentials
    public static RequestHeaders of(HttpExchange exchange, Predicate<String> ownKey) {
        List<Header> passed = new ArrayList<>();
        List<String> betas = new ArrayList<>();
        List<Header> credentials = new ArrayList<>();
        Set<String> named = named(exchange.headers("connection"));
        exchange.requestHeaders().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals(BETA)) {
                betas.add(value);
            } else if (CREDENTIALS.contains(lower)) {
                if (!ownKey.test(key(value))) {
                    credentials.add(new Header(lower, value));
                }
            } else if (!NOT_PASSED_ON.contains(lower) && !named.contains(lower) && !secret(lower)) {
                passed.add(new Header(name, value));
            }
        });
        return new RequestHeaders(passed, betas, credentials);
    }

    private static boolean secret(String lower) {
        return SECRET_STARTS.stream().anyMatch(lower::startsWith)
                || SECRET_ENDS.stream().anyMatch(lower::endsWith);
    }

    private static Set<String> named(List<String> connection) {
        return connection.isEmpty() ? Set.of() : HeaderLists.lowerCase(connection);
    }

    private static String key(String credential) {
        boolean bearer = credential.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return (bearer ? credential.substring(BEARER.length()) : credential).strip();
    }

    /// What a provider is sent: the headers for it, and the betas without those of MCP.
    public List<Header> sent() {
        List<Header> all = new ArrayList<>(forProvider);
        for (String value : betas) {
            String left = value.contains(MCP_BETA) ? withoutMcp(value) : value;
            if (!left.isEmpty()) {
                all.add(new Header(BETA, left));
            }
        }
        return all;
    }

    private static String withoutMcp(String value) {
        return HeaderLists.join(HeaderLists.items(value).stream()
                .filter(beta -> !beta.startsWith(MCP_BETA))
                .toList());
    }

    /// The first value of a header that a provider may see, or null.
    @Nullable
    String get(String name) {
        for (Header header : forProvider) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }

    /// Without values, which may be secrets.
    @Override
    public String toString() {
        return "RequestHeaders" + forProvider.stream().map(Header::name).toList();
    }
}
