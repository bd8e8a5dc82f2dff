package io.gatehouse.server;

import io.gatehouse.protocol.HeaderParameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Finds the arguments that a tool's schema wants mirrored in headers (`x-mcp-header`; 2026-07-28, routing headers).
final class HeaderParameters {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean");

    private HeaderParameters() {}

    /// @throws IllegalArgumentException when a header name is no token or used twice, or an argument is no primitive
    static List<HeaderParameter> of(String tool, JsonNode inputSchema) {
        List<HeaderParameter> found = new ArrayList<>();
        collect(tool, inputSchema, List.of(), found);
        Set<String> names = new HashSet<>();
        for (HeaderParameter parameter : found) {
            if (!names.add(parameter.header().toLowerCase(Locale.ROOT))) {
                throw invalid(tool, parameter.path(), "another argument has the header " + parameter.header());
            }
        }
        return List.copyOf(found);
    }

    private static void collect(String tool, JsonNode schema, List<String> path, List<HeaderParameter> found) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            List<String> inner = new ArrayList<>(path);
            inner.add(property.getKey());
            JsonNode header = property.getValue().path("x-mcp-header");
            String type = property.getValue().path("type").asString("");
            if (!header.isMissingNode()) {
                if (!header.isString() || !TOKEN.matcher(header.asString()).matches()) {
                    throw invalid(tool, inner, "x-mcp-header must be a header name: letters, digits and -");
                }
                if (!TYPES.contains(type)) {
                    throw invalid(tool, inner, "x-mcp-header needs a type that is one of " + TYPES);
                }
                found.add(new HeaderParameter(header.asString(), inner, type));
            }
            collect(tool, property.getValue(), inner, found);
        }
    }

    private static IllegalArgumentException invalid(String tool, List<String> path, String problem) {
        return new IllegalArgumentException("tool " + tool + ", argument " + String.join(".", path) + ": " + problem);
    }
}
