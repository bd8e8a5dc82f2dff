package io.gatehouse.gateway.usage;

import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.Sha256;
import java.util.List;

/// What a count is known by at all gateways. Two different keys never have the same text, whatever callers are called.
final class KeyName {
    private KeyName() {}

    /// A name of bounded length, from which nobody can tell who a caller is.
    ///
    /// @param limit the name of the limit
    /// @param more what else tells its counts apart
    static String of(String limit, String more, Object key) {
        StringBuilder text = new StringBuilder();
        add(text, limit);
        add(text, more);
        add(text, key);
        return limit + ":" + Sha256.hex(text.toString()).substring(0, 32);
    }

    private static void add(StringBuilder text, Object part) {
        switch (part) {
            case String word -> text.append(word.length()).append(':').append(word);
            case List<?> parts -> {
                text.append('[');
                parts.forEach(each -> add(text, each));
                text.append(']');
            }
            case CallerId caller -> {
                text.append('<');
                add(text, caller.kind().name());
                add(text, caller.issuer());
                add(text, caller.subject());
                add(text, caller.client());
                add(text, caller.tenant());
                text.append('>');
            }
            default -> throw new IllegalArgumentException("a key of " + part.getClass());
        }
    }
}
