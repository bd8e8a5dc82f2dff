package io.gatehouse.upstream.repair;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Mends the definition of a prompt.
final class PromptRepair {
    private PromptRepair() {}

    static void mend(ObjectNode prompt, List<Fix> fixes) {
        Members entry = new Members(prompt, "", fixes);
        CommonMembers.mend(entry);
        ArrayNode arguments = entry.list("arguments");
        if (arguments == null) {
            return;
        }
        ArrayNode kept = RepairTrees.array();
        for (JsonNode element : arguments) {
            if (element instanceof ObjectNode argument && argument.path("name").isString()) {
                Members members = entry.inside(argument, "arguments[" + kept.size() + "]");
                // Older clients do not know it, and the others take null here.
                if (!argument.path("title").isNull()) {
                    members.text("title");
                }
                members.text("description");
                members.truth("required");
                kept.add(argument);
            }
        }
        if (kept.size() < arguments.size()) {
            entry.fix("arguments", "has arguments without a name", "they are dropped");
            prompt.set("arguments", kept);
        }
    }
}
