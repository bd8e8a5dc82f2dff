package io.gatehouse.app.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `inputs` of VS Code's mcp.json: what the editor asks its user for. Gatehouse asks nobody; a variable takes the
/// place of each.
///
/// @param all what is asked for, by id
public record ClientInputs(Map<String, Input> all) {
    /// Nothing is asked for.
    public static final ClientInputs NONE = new ClientInputs(Map.of());

    public ClientInputs {
        all = Map.copyOf(all);
    }

    /// @param description what the user is told; empty when it is nothing
    /// @param standard what counts when nothing else is said, or null
    record Input(String description, @Nullable String standard) {}

    /// Those that a list holds; what is none is passed over.
    static ClientInputs of(@Nullable Node list) {
        Map<String, Input> all = new HashMap<>();
        if (list instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                String id = text(item, "id");
                if (id != null) {
                    String description = text(item, "description");
                    all.put(id, new Input(description == null ? "" : description, text(item, "default")));
                }
            }
        }
        return new ClientInputs(all);
    }

    private static @Nullable String text(Node node, String key) {
        Node.Entry entry =
                node instanceof Node.Mapping mapping ? mapping.entries().get(key) : null;
        return entry != null && entry.value() instanceof Node.Scalar scalar && !scalar.absent()
                ? scalar.written()
                : null;
    }

    /// The variable that takes the place of an input: `API_KEY` of `api-key`.
    static String variable(String id) {
        String name = id.strip().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
        return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    /// What counts when the variable is not set, or null.
    @Nullable
    String standard(String id) {
        Input input = all.get(id);
        return input == null ? null : input.standard();
    }

    /// What the user is asked for, in brackets; empty when nothing is known.
    String explained(String id) {
        Input input = all.get(id);
        return input == null || input.description().isEmpty() ? "" : " (" + Shown.plain(input.description()) + ")";
    }
}
