package io.gatehouse.protocol;

/// The scopes of callers that open parts of a model provider's account beside models and messages: `provider:files`,
/// `provider:batches`, `provider:all`.
public final class ProviderScope {
    private static final String PREFIX = "provider:";
    private static final String ALL = of("all");

    private ProviderScope() {}

    /// The scope that opens a part.
    ///
    /// @param part `files` or `batches`, say; `all` for every part
    public static String of(String part) {
        return PREFIX + part;
    }

    /// Whether a scope is one of them.
    public static boolean is(String scope) {
        return scope.startsWith(PREFIX);
    }

    /// The part that a scope opens.
    public static String part(String scope) {
        return scope.substring(PREFIX.length());
    }

    /// Whether a part is open to a caller.
    public static boolean opens(Caller caller, String part) {
        return caller.scopes().contains(ALL) || caller.scopes().contains(of(part));
    }
}
