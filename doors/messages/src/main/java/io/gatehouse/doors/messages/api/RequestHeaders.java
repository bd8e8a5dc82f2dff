package io.gatehouse.doors.messages.api;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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
    private static final Pattern WORD_ENDS = Pattern.compile("[-_.]");
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-api-key");
    /// What Anthropic's SDKs, Claude Code and HTTP clients send that says nothing about who sends it: how a body is
    /// written, which part of a file is wanted, which program asks, and to which trace the request belongs. Answers
    /// are asked for without compression, because their usage is read.
    private static final Set<String> PASSED_ON = Set.of(
            "accept",
            "accept-language",
            "baggage",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "range",
            "traceparent",
            "tracestate",
            "user-agent",
            "x-app",
            "x-client-app",
            "x-client-request-id",
            "x-request-id");

    private static final List<String> PASSED_ON_STARTS =
            List.of("anthropic-", "x-anthropic-", "x-claude-", "x-stainless-");
    /// Words in the names of keys, which are for whoever stands before the gateway, if for anybody.
    private static final Set<String> SECRET_WORDS = Set.of(
            "apikey",
            "assertion",
            "auth",
            "authentication",
            "authorization",
            "cookie",
            "credential",
            "credentials",
            "jwt",
            "key",
            "password",
            "secret",
            "token");

    public RequestHeaders {
        forProvider = List.copyOf(forProvider);
        betas = List.copyOf(betas);
        credentials = List.copyOf(credentials);
    }

    /// Those of a request.
    ///
    /// @param ownKey whether a text is a key of the gateway, which is never passed on, whatever header it is in
    public static RequestHeaders of(HttpExchange exchange, Predicate<String> ownKey) {
        List<Header> passed = new ArrayList<>();
        List<String> betas = new ArrayList<>();
        List<Header> credentials = new ArrayList<>();
        Set<String> named = named(exchange.headers("connection"));
        exchange.requestHeaders().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean credential = CREDENTIALS.contains(lower);
            if (!credential && (!passedOn(lower) || named.contains(lower)) || ownKey.test(key(value))) {
                return;
            }
            if (lower.equals(BETA)) {
                betas.add(value);
            } else if (credential) {
                credentials.add(new Header(lower, value));
            } else {
                passed.add(new Header(name, value));
            }
        });
        return new RequestHeaders(passed, betas, credentials);
    }

    private static boolean passedOn(String lower) {
        return PASSED_ON.contains(lower)
                || PASSED_ON_STARTS.stream().anyMatch(lower::startsWith)
                        && WORD_ENDS.splitAsStream(lower).noneMatch(SECRET_WORDS::contains);
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
