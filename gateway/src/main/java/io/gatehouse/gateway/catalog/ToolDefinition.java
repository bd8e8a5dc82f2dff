package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Edits the definition of a tool as a toolset wants it; what is not edited stays as the server spelled it.
final class ToolDefinition {
    private ToolDefinition() {}

    /// The definition under another name, with another description when there is one, and without the hidden arguments.
    ///
    /// @param tasks what it says of tasks
    /// @param pages gives the address of a page for clients
    static Slice edited(
            ObjectView definition,
            String name,
            ToolsetSettings.ToolOverride override,
            TaskSupport tasks,
            UnaryOperator<String> pages) {
        Map<String, byte @Nullable []> changes = new HashMap<>();
        if (!name.equals(definition.string("name"))) {
            changes.put("name", Json.quoted(name));
        }
        tasks.change(definition, changes);
        String description = override.description();
        if (description != null) {
            changes.put("description", Json.quoted(description));
        }
        ObjectView schema = definition.object("inputSchema");
        if (schema != null && !override.fixedArguments().isEmpty()) {
            changes.put("inputSchema", without(schema, override.fixedArguments().keySet()));
        }
        Splice splice = new Splice(definition.whole());
        boolean renamed = rename(splice, definition, pages);
        if (changes.isEmpty()) {
            return renamed ? Slice.of(splice.toBytes()) : definition.whole();
        }
        return Slice.of(splice.change(definition, changes).toBytes());
    }

    private static boolean rename(Splice splice, ObjectView definition, UnaryOperator<String> pages) {
        boolean renamed = false;
        for (Slice literal : PageUris.literals(definition)) {
            String uri = Json.unquote(literal);
            String exposed = pages.apply(uri);
            if (!exposed.equals(uri)) {
                splice.replace(literal, Json.quoted(exposed));
                renamed = true;
            }
        }
        return renamed;
    }

    private static byte[] without(ObjectView schema, Set<String> hidden) {
        Map<String, byte @Nullable []> changes = new HashMap<>();
        ObjectView properties = schema.object("properties");
        if (properties != null) {
            Map<String, byte @Nullable []> removals = new HashMap<>();
            hidden.forEach(key -> removals.put(key, null));
            changes.put(
                    "properties",
                    new Splice(properties.whole()).change(properties, removals).toBytes());
        }
        Slice required = schema.get("required");
        if (required != null && required.first() == '[') {
            changes.put("required", remaining(required, hidden));
        }
        return new Splice(schema.whole()).change(schema, changes).toBytes();
    }

    private static byte[] remaining(Slice required, Set<String> hidden) {
        try {
            List<String> kept = Json.elements(required).stream()
                    .filter(name -> name.first() != '"' || !hidden.contains(Json.unquote(name)))
                    .map(Slice::text)
                    .toList();
            return ("[" + String.join(",", kept) + "]").getBytes(StandardCharsets.UTF_8);
        } catch (MalformedJsonException notAnArray) {
            return Arrays.copyOfRange(required.array(), required.offset(), required.end());
        }
    }
}
