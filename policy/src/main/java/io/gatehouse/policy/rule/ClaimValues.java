package io.gatehouse.policy.rule;

import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the values that CEL works with of a caller's claims, whatever read them.
final class ClaimValues {
    private ClaimValues() {}

    /// The claims, by name.
    static Map<String, Object> of(Map<?, ?> claims) {
        Map<String, Object> values = HashMap.newHashMap(claims.size());
        claims.forEach((name, value) -> values.put(String.valueOf(name), value(value)));
        return values;
    }

    private static Object value(@Nullable Object claim) {
        return switch (claim) {
            case null -> NullValue.NULL_VALUE;
            case String text -> text;
            case Boolean flag -> flag;
            case Instant time -> time;
            case Date time -> time.toInstant();
            case Double number -> number;
            case Float number -> number.doubleValue();
            case Long number -> number;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Number number -> number.doubleValue();
            case Map<?, ?> object -> of(object);
            case Collection<?> items -> items.stream().map(ClaimValues::value).toList();
            default -> String.valueOf(claim);
        };
    }
}
