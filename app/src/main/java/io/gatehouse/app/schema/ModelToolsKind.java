package io.gatehouse.app.schema;

import io.gatehouse.upstream.settings.ModelTools;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What of a server beside its tools models get as tools.
final class ModelToolsKind {
    /// `resources`, `prompts`, or both.
    static final Kind<List<ModelTools>> KIND = Kinds.listOrOne(
            Kinds.choice(new TreeMap<>(Map.of("resources", ModelTools.RESOURCES, "prompts", ModelTools.PROMPTS))));

    private ModelToolsKind() {}

    /// The field of a form.
    static Field<List<ModelTools>> field(Form<?> form) {
        return form.field(
                "model-tools",
                KIND,
                List.of(),
                "none",
                "What to offer to models as read-only tools in Messages API requests: resources, prompts.");
    }
}
