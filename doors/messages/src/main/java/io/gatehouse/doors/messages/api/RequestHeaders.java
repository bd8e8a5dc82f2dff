package io.gatehouse.doors.messages.api;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.models.CallerHeaders;
import io.gatehouse.models.HeaderLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The headers of a request, sorted by whom they are for.
///
/// @param forProvider what a provider may see, without betas and credentials
/// @param betas the values of `anthropic-beta`, each as it came, possibly a list with commas
/// @param credentials what the caller gave that the gateway did not use as its own key
/// @param others what only a provider sees that is set to, see [CallerHeaders]
public record RequestHeaders(
        List<Header> forProvider, List<String> betas, List<Header> credentials, List<Header> others) {
    private static final String BETA = "anthropic-beta";
    /// No key of any use is shorter.
    private static final int SHORTEST_KEY = 8;

    private static final String MCP_BETA = "mcp-client-";
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

    public RequestHeaders {
        forProvider = List.copyOf(forProvider);
        betas = List.copyOf(betas);
        credentials = List.copyOf(credentials);
        others = List.copyOf(others);
    }

    /// Those of a request.
    ///
    /// @param ownKey whether a text is a key of the gateway, which is never passed on, whatever header it is in and
    ///     whatever stands around it
    public static RequestHeaders of(HttpExchange exchange, Predicate<String> ownKey) {
        List<Header> passed = new ArrayList<>();
        List<String> betas = new ArrayList<>();
        List<Header> credentials = new ArrayList<>();
        List<Header> others = new ArrayList<>();
        Set<String> named = named(exchange.headers("connection"));
        exchange.requestHeaders().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean passedOn = passedOn(lower);
            boolean credential = !passedOn && CREDENTIALS.contains(lower);
            boolean closed = !passedOn && !credential && CallerHeaders.closed(lower);
            if (closed || !credential && named.contains(lower) || holdsKey(value, ownKey)) {
                return;
            }
            if (credential) {
                credentials.add(new Header(lower, value));
            } else if (!passedOn) {
                others.add(new Header(name, value));
            } else if (lower.equals(BETA)) {
                betas.add(value);
            } else {
                passed.add(new Header(name, value));
            }
        });
        return new RequestHeaders(passed, betas, credentials, others);
    }

    private static boolean passedOn(String lower) {
        return PASSED_ON.contains(lower) || startsAsPassedOn(lower) && !CallerHeaders.namesKey(lower);
    }

    private static boolean startsAsPassedOn(String lower) {
        for (String start : PASSED_ON_STARTS) {
            if (lower.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> named(List<String> connection) {
        return connection.isEmpty() ? Set.of() : HeaderLists.lowerCase(connection);
    }

    /// Whether a value is a key of the gateway, or one stands in it between other words or signs.
    private static boolean holdsKey(String value, Predicate<String> ownKey) {
        String whole = value.strip();
        return ownKey.test(whole)
                || partIsKey(whole, RequestHeaders::betweenWords, ownKey)
                || partIsKey(whole, RequestHeaders::notInKeys, ownKey);
    }

    private static boolean partIsKey(String whole, IntPredicate between, Predicate<String> ownKey) {
        int start = 0;
        for (int at = 0; at <= whole.length(); at++) {
            if (at == whole.length() || between.test(whole.charAt(at))) {
                int length = at - start;
                if (length >= SHORTEST_KEY && length < whole.length() && ownKey.test(whole.substring(start, at))) {
                    return true;
                }
                start = at + 1;
            }
        }
        return false;
    }

    private static boolean betweenWords(int sign) {
        return sign == ' ' || sign >= '\t' && sign <= '\r';
    }

    private static boolean notInKeys(int sign) {
        boolean letter = sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z';
        return !letter && !(sign >= '0' && sign <= '9') && sign != '_' && sign != '-';
    }

    /// What only a provider is sent that is set to pass it on: credentials of the caller, and headers of other names.
    public List<Header> withheld() {
        List<Header> all = new ArrayList<>(credentials);
        all.addAll(others);
        return all;
    }

    /// What a provider is sent: the headers for it, and the betas without those of MCP, as one header. A single value
    /// without MCP stays as it came.
    public List<Header> sent() {
        if (betas.isEmpty()) {
            return forProvider;
        }
        List<Header> all = new ArrayList<>(forProvider);
        List<String> items = betas.stream()
                .flatMap(value -> HeaderLists.items(value).stream())
                .filter(beta -> !beta.startsWith(MCP_BETA))
                .toList();
        if (!items.isEmpty()) {
            boolean asItCame = betas.size() == 1 && !betas.getFirst().contains(MCP_BETA);
            all.add(new Header(BETA, asItCame ? betas.getFirst() : HeaderLists.join(items)));
        }
        return all;
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
