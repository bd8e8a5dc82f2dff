package io.gatehouse.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the arguments that a tool's input schema wants mirrored in headers (2026-07-28, custom headers from tool
/// parameters). What counts as a place in a schema is what the official SDKs take for one.
public final class HeaderParameters {
    /// The key that asks for it.
    public static final String ANNOTATION = "x-mcp-header";

    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final List<HeaderParameter> found = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private HeaderParameters() {}

    /// The annotated arguments, in the schema's order.
    ///
    /// @throws InvalidHeaderParameterException when an annotation breaks the rules of the specification
    public static List<HeaderParameter> of(@Nullable ObjectView inputSchema) throws InvalidHeaderParameterException {
        if (inputSchema == null || !mayBeAnnotated(inputSchema.whole())) {
            return List.of();
        }
        HeaderParameters parameters = new HeaderParameters();
        parameters.schema(inputSchema, List.of(), null);
        return List.copyOf(parameters.found);
    }

    /// @param path the properties that lead here
    /// @param off the keyword that the way here passed beside `properties`, or null
    private void schema(ObjectView schema, List<String> path, @Nullable String off)
            throws InvalidHeaderParameterException {
        if (schema.has(ANNOTATION)) {
            annotation(schema, path, off);
        }
        for (int index = 0; index < schema.size(); index++) {
            Slice value = schema.value(index);
            if (!mayBeAnnotated(value)) {
                continue;
            }
            String key = schema.key(index);
            switch (key) {
                case "properties" -> properties(value, path, off);
                case "patternProperties", "dependentSchemas", "$defs", "definitions" -> named(value, path, key);
                case "items",
                        "prefixItems",
                        "contains",
                        "additionalProperties",
                        "unevaluatedProperties",
                        "unevaluatedItems",
                        "propertyNames",
                        "oneOf",
                        "anyOf",
                        "allOf",
                        "not",
                        "if",
                        "then",
                        "else" -> anonymous(value, path, key);
                default -> {
                    // Anything else holds data, or nothing that a validator reads.
                }
            }
        }
    }

    private void properties(Slice value, List<String> path, @Nullable String off)
            throws InvalidHeaderParameterException {
        ObjectView properties = object(value);
        for (int index = 0; properties != null && index < properties.size(); index++) {
            ObjectView property = object(properties.value(index));
            if (property != null) {
                List<String> inner = new ArrayList<>(path);
                inner.add(properties.key(index));
                schema(property, inner, off);
            }
        }
    }

    private void named(Slice value, List<String> path, String keyword) throws InvalidHeaderParameterException {
        ObjectView schemas = object(value);
        for (int index = 0; schemas != null && index < schemas.size(); index++) {
            anonymous(schemas.value(index), path, keyword);
        }
    }

    private void anonymous(Slice value, List<String> path, String keyword) throws InvalidHeaderParameterException {
        for (Slice element : value.first() == '[' ? elements(value) : List.of(value)) {
            ObjectView schema = object(element);
            if (schema != null) {
                schema(schema, path, keyword);
            }
        }
    }

    private void annotation(ObjectView schema, List<String> path, @Nullable String off)
            throws InvalidHeaderParameterException {
        if (off != null || path.isEmpty()) {
            throw invalid(
                    path,
                    "it lies "
                            + (off == null ? "on the schema itself" : "inside \"" + off + "\"")
                            + ", where no argument has a fixed place");
        }
        String name = schema.string(ANNOTATION);
        if (name == null || name.isEmpty() || !name.chars().allMatch(HeaderParameters::tokenCharacter)) {
            throw invalid(path, "its value is no header name");
        }
        String type = schema.string("type");
        if (type == null || !TYPES.contains(type)) {
            throw invalid(path, "\"" + name + "\" is not on a string, integer or boolean argument");
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            throw invalid(path, "another argument has the header \"" + name + "\" too");
        }
        found.add(new HeaderParameter(name, path));
    }

    private static InvalidHeaderParameterException invalid(List<String> path, String reason) {
        return new InvalidHeaderParameterException(
                (path.isEmpty() ? "" : "argument " + String.join(".", path) + ": ") + reason);
    }

    private static boolean tokenCharacter(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || TOKEN_MARKS.indexOf(c) >= 0;
    }

    /// Nearly no schema is annotated. A key may be spelled with escapes.
    private static boolean mayBeAnnotated(Slice json) {
        return json.contains(ANNOTATION) || json.contains("\\u");
    }

    private static @Nullable ObjectView object(Slice value) {
        if (value.first() != '{') {
            return null;
        }
        try {
            return ObjectView.read(value);
        } catch (MalformedJsonException duplicateKey) {
            return null;
        }
    }

    private static List<Slice> elements(Slice array) {
        try {
            return Json.elements(array);
        } catch (MalformedJsonException malformed) {
            return List.of();
        }
    }
}
