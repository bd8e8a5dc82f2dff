package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the provider edited in the context of all answers to one request: the client hears of it once, at the end.
final class AppliedEdits {
    private static final String CONTEXT = "context_management";
    private static final String EDITS = "applied_edits";

    private final ArrayNode all = Trees.array();

    /// Takes those of one answer.
    ///
    /// @param around what the end of the answer tells beside its reason
    void add(ObjectNode around) {
        around.path(CONTEXT).path(EDITS).forEach(all::add);
    }

    /// The end of the last answer, with the edits of all.
    ///
    /// @param around not changed
    ObjectNode in(ObjectNode around) {
        if (all.isEmpty()) {
            return around;
        }
        ObjectNode told = around.deepCopy();
        JsonNode last = told.path(CONTEXT);
        ObjectNode context = last instanceof ObjectNode object ? object : Trees.object();
        context.set(EDITS, all.deepCopy());
        told.set(CONTEXT, context);
        return told;
    }
}
