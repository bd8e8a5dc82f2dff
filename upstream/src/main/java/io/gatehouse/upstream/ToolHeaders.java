package io.gatehouse.upstream;

import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The `x-mcp-header` annotations of one tool's input schema (2026-07-28, custom headers from tool
/// parameters).
final class ToolHeaders {
    static final String ANNOTATION = "x-mcp-header";
    private static final int MAX_DEPTH = 32;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final List<HeaderParameter> found = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private ToolHeaders() {}

    /// An annotation breaks the rules, so the whole tool must not be offered.
    static final class InvalidAnnotation extends Exception {
        private static final long serialVersionUID = 1;

        InvalidAnnotation(String reason) {
            super(reason, null, false, false);
        }
    }

    /// The annotated arguments of a tool.
    ///
    /// @throws InvalidAnnotation when one breaks the rules of the specification
    static List<HeaderParameter> of(ObjectView tool) throws InvalidAnnotation {
        ObjectView schema = tool.object("inputSchema");
        if (schema == null || schema.whole().text().indexOf(ANNOTATION) < 0) {
            return List.of();
        }
        ToolHeaders headers = new ToolHeaders();
        headers.schema(schema, List.of());
        return headers.found;
    }

    private void schema(ObjectView schema, List<String> path) throws InvalidAnnotation {
        if (path.size() > MAX_DEPTH) {
            throw new InvalidAnnotation("it lies deeper than " + MAX_DEPTH + " levels");
        }
        for (int index = 0; index < schema.size(); index++) {
            String key = schema.key(index);
            if (key.equals(ANNOTATION)) {
                annotation(schema, path);
            } else if (key.equals("properties")) {
                properties(schema.value(index), path);
            } else if (!isData(key)) {
                refuseInside(schema.value(index), key, 0);
            }
        }
    }

    private void properties(Slice value, List<String> path) throws InvalidAnnotation {
        ObjectView properties = object(value);
        for (int index = 0; properties != null && index < properties.size(); index++) {
            ObjectView property = object(properties.value(index));
            if (property != null) {
                List<String> inner = new ArrayList<>(path);
                inner.add(properties.key(index));
                schema(property, inner);
            }
        }
    }

    private void annotation(ObjectView schema, List<String> path) throws InvalidAnnotation {
        String name = schema.string(ANNOTATION);
        if (name == null || name.isEmpty() || !name.chars().allMatch(ToolHeaders::tokenCharacter)) {
            throw new InvalidAnnotation("its value is no header name");
        }
        String type = schema.string("type");
        if (path.isEmpty()
                || type == null
                || !Set.of("string", "integer", "boolean").contains(type)) {
            throw new InvalidAnnotation("\"" + name + "\" is not on a string, integer or boolean argument");
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            throw new InvalidAnnotation("\"" + name + "\" is there twice");
        }
        found.add(new HeaderParameter(name, path, type));
    }

    /// Anywhere but along a chain of `properties` the annotation is not allowed.
    private void refuseInside(Slice value, String keyword, int depth) throws InvalidAnnotation {
        if (depth > MAX_DEPTH || value.text().indexOf(ANNOTATION) < 0) {
            return;
        }
        if (value.first() == '[') {
            for (Slice element : elements(value)) {
                refuseInside(element, keyword, depth + 1);
            }
            return;
        }
        ObjectView inner = object(value);
        for (int index = 0; inner != null && index < inner.size(); index++) {
            if (inner.key(index).equals(ANNOTATION)) {
                throw new InvalidAnnotation("it lies inside \"" + keyword + "\", where no argument has a fixed place");
            }
            if (!isData(inner.key(index))) {
                refuseInside(inner.value(index), keyword, depth + 1);
            }
        }
    }

    /// Keywords whose values are instances or texts, not schemas.
    private static boolean isData(String keyword) {
        return switch (keyword) {
            case "default", "const", "enum", "examples", "description", "title", "$comment" -> true;
            default -> false;
        };
    }

    private static boolean tokenCharacter(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static @org.jspecify.annotations.Nullable ObjectView object(Slice value) {
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
