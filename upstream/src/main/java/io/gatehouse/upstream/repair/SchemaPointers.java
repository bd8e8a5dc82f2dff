package io.gatehouse.upstream.repair;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// Finds what references within a schema point at.
final class SchemaPointers {
    private SchemaPointers() {}

    /// @param reference `#` or `#/…`
    /// @return the place, or null when there is none or the reference has another form
    static @Nullable JsonNode resolve(JsonNode root, String reference) {
        if (reference.equals("#")) {
            return root;
        }
        if (!reference.startsWith("#/")) {
            return null;
        }
        try {
            String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            JsonNode found = root.at(JsonPointer.compile(pointer));
            return found.isMissingNode() ? null : found;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /// Follows one step of a reference.
    ///
    /// @return the place, or null when there is none
    static @Nullable JsonNode step(JsonNode from, String token) {
        return resolve(from, "#/" + token);
    }
}
