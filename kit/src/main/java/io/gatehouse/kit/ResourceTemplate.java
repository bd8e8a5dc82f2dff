package io.gatehouse.kit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Resources whose URIs follow a template (RFC 6570: `{name}`, one segment, and `{+name}`, any number of them).
///
/// @param template the template
/// @param name a name for programs
/// @param title a name for people, or null
/// @param description what these are, for the model, or null
/// @param mimeType what their contents are, or null
/// @param completions what completes its variables, by name
/// @param function what reads them
public record ResourceTemplate(
        UriTemplate template,
        String name,
        @Nullable String title,
        @Nullable String description,
        @Nullable String mimeType,
        Map<String, CompletionFunction> completions,
        ResourceFunction function) {
    public ResourceTemplate {
        completions = Map.copyOf(completions);
    }

    /// A template without completions.
    ///
    /// @throws IllegalArgumentException when the template uses more of RFC 6570
    public static ResourceTemplate of(
            String template, String name, String description, String mimeType, ResourceFunction function) {
        return new ResourceTemplate(new UriTemplate(template), name, null, description, mimeType, Map.of(), function);
    }

    /// The same with something that completes one of its variables.
    public ResourceTemplate completing(String variable, CompletionFunction completion) {
        Map<String, CompletionFunction> more = new LinkedHashMap<>(completions);
        more.put(variable, completion);
        return new ResourceTemplate(template, name, title, description, mimeType, more, function);
    }

    ObjectNode definition() {
        return Resource.described("uriTemplate", template.text(), name, title, description, mimeType);
    }
}
