package io.gatehouse.models;

import io.gatehouse.protocol.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Further headers of callers that a provider is set to get, by name or by pattern.
/// A pattern opens no header whose name says that it holds a secret, and none that proxies write about the caller; such
/// a header must be named itself.
public final class CallerHeaders {
    /// None.
    public static final CallerHeaders NONE = new CallerHeaders(List.of());

    /// What belongs to the connection or to this gateway, beside `proxy-…`.
    private static final Set<String> NEVER = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "cookie",
            "cookie2",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-api-key");

    private static final Pattern WORD_ENDS = Pattern.compile("[-_.]");
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

    /// Parts of the names of secrets, whatever stands around them.
    private static final List<String> SECRET_PARTS = List.of(
            "apikey",
            "api-key",
            "api_key",
            "auth",
            "bearer",
            "cookie",
            "credential",
            "csrf",
            "jwt",
            "passw",
            "secret",
            "session",
            "signature",
            "token",
            "xsrf");

    /// Words in the names of secrets that are parts of other words, too.
    private static final Set<String> SHORT_SECRET_WORDS = Set.of("otp", "pass", "pat", "pin", "pwd", "sid", "sig");

    /// What proxies say of the caller.
    private static final Set<String> OF_PROXIES = Set.of(
            "client-cert",
            "client-cert-chain",
            "client-ip",
            "forwarded",
            "forwarded-for",
            "true-client-ip",
            "via",
            "x-client-ip",
            "x-real-ip");

    private static final List<String> OF_PROXIES_STARTS =
            List.of("cf-", "fastly-", "x-cluster-client-", "x-envoy-", "x-forwarded", "x-original-");

    private final List<String> patterns;

    /// @param patterns in any case
    public CallerHeaders(List<String> patterns) {
        this.patterns = patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .toList();
    }

    /// Whether a header of a caller goes to the provider.
    public boolean open(String name) {
        if (patterns.isEmpty()) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return !closed(lower)
                && (patterns.contains(lower)
                        || !guarded(lower) && patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(lower)));
    }

    /// Whether no setting opens a header: it belongs to the connection or is a credential that has a setting of its
    /// own.
    ///
    /// @param lower its name in lower case
    public static boolean closed(String lower) {
        return NEVER.contains(lower) || lower.startsWith("proxy-");
    }

    private static boolean guarded(String lower) {
        return namesKey(lower)
                || SECRET_PARTS.stream().anyMatch(lower::contains)
                || WORD_ENDS.splitAsStream(lower).anyMatch(SHORT_SECRET_WORDS::contains)
                || OF_PROXIES.contains(lower)
                || OF_PROXIES_STARTS.stream().anyMatch(lower::startsWith);
    }

    /// Whether a word of a name says that the header holds a key.
    ///
    /// @param lower the name in lower case
    public static boolean namesKey(String lower) {
        int start = 0;
        for (int at = 0; at <= lower.length(); at++) {
            if (at == lower.length() || endsWord(lower.charAt(at))) {
                if (SECRET_WORDS.contains(lower.substring(start, at))) {
                    return true;
                }
                start = at + 1;
            }
        }
        return false;
    }

    private static boolean endsWord(char sign) {
        return sign == '-' || sign == '_' || sign == '.';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CallerHeaders same && patterns.equals(same.patterns);
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    @Override
    public String toString() {
        return "CallerHeaders" + patterns;
    }
}
