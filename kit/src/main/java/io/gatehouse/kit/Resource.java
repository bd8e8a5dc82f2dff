package io.gatehouse.kit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A resource with a URI of its own.
///
/// @param uri where it is
/// @param name a name for programs
/// @param title a name for people, or null
/// @param description what it is, for the model, or null
/// @param mimeType what its contents are, or null
/// @param function what reads it
public record Resource(
        String uri,
        String name,
        @Nullable String title,
        @Nullable String description,
        @Nullable String mimeType,
        ResourceFunction function) {

    /// A text that is read anew each time.
    public static Resource text(
            String uri, String name, String description, String mimeType, java.util.function.Supplier<String> text) {
        return new Resource(
                uri,
                name,
                null,
                description,
                mimeType,
                call -> List.of(ResourceContents.text(call.uri(), mimeType, text.get())));
    }

    ObjectNode definition() {
        return described("uri", uri, name, title, description, mimeType);
    }

    static ObjectNode described(
            String key,
            String address,
            String name,
            @Nullable String title,
            @Nullable String description,
            @Nullable String mimeType) {
        ObjectNode json = JsonValues.object().put(key, address).put("name", name);
        JsonValues.putIfPresent(json, "title", title);
        JsonValues.putIfPresent(json, "description", description);
        JsonValues.putIfPresent(json, "mimeType", mimeType);
        return json;
    }
}
