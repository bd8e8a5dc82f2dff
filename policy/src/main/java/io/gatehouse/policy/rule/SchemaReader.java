package io.gatehouse.policy.rule;

import io.gatehouse.policy.rule.ArgumentType.Member;
import io.gatehouse.protocol.ArgumentFit;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads from a tool's input schema which types its arguments have.
final class SchemaReader {
    /// Objects within objects beyond this depth have no known members.
    private static final int MAX_DEPTH = 8;

    private SchemaReader() {}

    /// The type of a tool's argument; null when the tool has no such argument.
    ///
    /// @param schema the tool's input schema; null without one
    static @Nullable Member argument(@Nullable ObjectView schema, String name) {
        if (ArgumentFit.of(schema, name) == ArgumentFit.ABSENT) {
            return null;
        }
        ObjectView properties = schema == null ? null : schema.object("properties");
        Slice property = properties == null ? null : properties.get(name);
        return schema == null || property == null
                ? Member.UNKNOWN
                : new Member(type(property, 1), required(schema).contains(name));
    }

    private static ArgumentType type(Slice schema, int depth) {
        ObjectView view = object(schema);
        Slice type = view == null ? null : view.get("type");
        if (view == null) {
            return ArgumentType.ANY;
        }
        if (type == null) {
            return either(view.has("anyOf") ? view.get("anyOf") : view.get("oneOf"), depth);
        }
        if (type.first() == '"') {
            return named(Json.unquote(type), view, depth);
        }
        List<String> names = texts(type);
        if (names.size() != 2 || !names.contains("null")) {
            return names.size() == 1 ? named(names.getFirst(), view, depth) : ArgumentType.ANY;
        }
        return orNull(named(names.get(names.getFirst().equals("null") ? 1 : 0), view, depth));
    }

    /// A type, `null`, or either, told as alternatives.
    private static ArgumentType either(@Nullable Slice alternatives, int depth) {
        List<Slice> all = alternatives == null || depth >= MAX_DEPTH ? List.of() : elements(alternatives);
        List<Slice> others = all.stream().filter(one -> !isNull(one)).toList();
        if (others.size() != 1) {
            return ArgumentType.ANY;
        }
        ArgumentType other = type(others.getFirst(), depth + 1);
        return all.size() == 1 ? other : orNull(other);
    }

    private static boolean isNull(Slice schema) {
        ObjectView view = object(schema);
        return view != null && "null".equals(view.string("type"));
    }

    private static ArgumentType orNull(ArgumentType type) {
        boolean isAlready = type instanceof ArgumentType.Any || type instanceof ArgumentType.OrNull;
        return isAlready ? type : new ArgumentType.OrNull(type);
    }

    private static ArgumentType named(String name, ObjectView schema, int depth) {
        return switch (name) {
            case "string" -> new ArgumentType.Text();
            case "integer" -> new ArgumentType.Whole();
            case "number" -> new ArgumentType.Decimal();
            case "boolean" -> new ArgumentType.Flag();
            case "array" -> new ArgumentType.Items(inner(schema.get("items"), depth));
            case "object" -> object(schema, depth);
            default -> ArgumentType.ANY;
        };
    }

    private static ArgumentType object(ObjectView schema, int depth) {
        ObjectView properties = schema.object("properties");
        if (properties == null || depth >= MAX_DEPTH) {
            return new ArgumentType.Values(
                    schema.has("patternProperties")
                            ? ArgumentType.ANY
                            : inner(schema.get("additionalProperties"), depth));
        }
        Set<String> required = required(schema);
        Map<String, Member> members = new HashMap<>();
        for (int index = 0; index < properties.size(); index++) {
            String key = properties.key(index);
            members.put(key, new Member(type(properties.value(index), depth + 1), required.contains(key)));
        }
        return new ArgumentType.Members(members);
    }

    private static ArgumentType inner(@Nullable Slice schema, int depth) {
        return schema == null || depth >= MAX_DEPTH ? ArgumentType.ANY : type(schema, depth + 1);
    }

    private static @Nullable ObjectView object(Slice value) {
        try {
            return value.first() == '{' ? ObjectView.read(value) : null;
        } catch (MalformedJsonException ambiguous) {
            return null;
        }
    }

    private static Set<String> required(ObjectView schema) {
        Slice required = schema.get("required");
        return required == null ? Set.of() : new HashSet<>(texts(required));
    }

    private static List<String> texts(Slice array) {
        return elements(array).stream()
                .filter(element -> element.first() == '"')
                .map(Json::unquote)
                .toList();
    }

    private static List<Slice> elements(Slice array) {
        try {
            return array.first() == '[' ? Json.elements(array) : List.of();
        } catch (MalformedJsonException impossible) {
            return List.of();
        }
    }
}
