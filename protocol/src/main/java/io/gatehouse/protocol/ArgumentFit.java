package io.gatehouse.protocol;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a tool takes an argument, as its input schema says.
public enum ArgumentFit {
    /// It is a property, or the schema allows additional ones in so many words.
    TAKEN,
    /// It is no property: a fixed value for it would fix nothing.
    ABSENT,
    /// The schema lists no properties, or is put together in a way that is not followed here.
    UNKNOWN;

    private static final Set<String> NOT_FOLLOWED = Set.of(
            "$ref",
            "$dynamicRef",
            "$recursiveRef",
            "allOf",
            "anyOf",
            "oneOf",
            "if",
            "then",
            "else",
            "dependencies",
            "dependentSchemas",
            "patternProperties",
            "unevaluatedProperties");

    /// @param schema the tool's input schema; null without one
    /// @param argument the argument's name
    public static ArgumentFit of(@Nullable ObjectView schema, String argument) {
        if (schema == null) {
            return UNKNOWN;
        }
        ObjectView properties = schema.object("properties");
        if (properties != null && properties.has(argument)) {
            return TAKEN;
        }
        Slice additional = schema.get("additionalProperties");
        if (additional != null && (additional.first() == '{' || additional.first() == 't')) {
            return TAKEN;
        }
        if (NOT_FOLLOWED.stream().anyMatch(schema::has)) {
            return UNKNOWN;
        }
        boolean closed = additional != null && additional.first() == 'f';
        return properties != null || closed ? ABSENT : UNKNOWN;
    }
}
