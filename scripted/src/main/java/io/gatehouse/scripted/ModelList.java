package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.Script;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The models of a script, as `GET /v1/models` tells them.
final class ModelList {
    private static final int MOST_INPUT = 200_000;
    private static final int MOST_OUTPUT = 64_000;

    private ModelList() {}

    static ObjectNode all(Script script) {
        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("data");
        List<String> names = script.modelNames();
        names.forEach(name -> data.add(one(name)));
        return list.put("has_more", false).put("first_id", names.getFirst()).put("last_id", names.getLast());
    }

    static ObjectNode one(String name) {
        return Json.object()
                .put("type", "model")
                .put("id", name)
                .put("display_name", "Scripted model " + name)
                .put("created_at", "2026-01-01T00:00:00Z")
                .put("max_input_tokens", MOST_INPUT)
                .put("max_tokens", MOST_OUTPUT)
                .put("lifecycle", "active")
                .putNull("capabilities")
                .putNull("line")
                .putNull("deprecated_at")
                .putNull("retires_at")
                .putNull("allowed_fallback_models");
    }
}
