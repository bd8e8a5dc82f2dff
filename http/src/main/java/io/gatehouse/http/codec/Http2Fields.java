package io.gatehouse.http.codec;

import io.gatehouse.http.HeaderRules;
import io.gatehouse.http.Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A view of the headers that were read from a stream of HTTP/2. The pseudo fields are left out.
public record Http2Fields(Http2Headers fields) implements Headers {

    @Override
    public @Nullable String get(String name) {
        CharSequence value = name.startsWith(":") ? null : fields.get(name.toLowerCase(Locale.ROOT));
        return value == null ? null : value.toString();
    }

    @Override
    public List<String> all(String name) {
        return name.startsWith(":")
                ? List.of()
                : fields.getAll(name.toLowerCase(Locale.ROOT)).stream()
                        .map(CharSequence::toString)
                        .toList();
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            if (!pseudo(field.getKey())) {
                action.accept(field.getKey().toString(), field.getValue().toString());
            }
        }
    }

    static boolean pseudo(CharSequence name) {
        return name.length() > 0 && name.charAt(0) == ':';
    }

    /// Whether each field has a valid name, that is no pseudo field twice, and a valid value (RFC 9113, section 8.2.1).
    public static boolean valid(Http2Headers fields) {
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            CharSequence name = field.getKey();
            boolean named = pseudo(name) ? fields.getAll(name).size() == 1 : HeaderRules.token(name);
            if (!named || !validValue(field.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean validValue(CharSequence value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c == 0 || c == '\r' || c == '\n' || blank(c) && (i == 0 || i == length - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
