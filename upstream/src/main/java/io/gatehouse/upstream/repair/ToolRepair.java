package io.gatehouse.upstream.repair;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Mends the definition of a tool.
final class ToolRepair {
    private static final Set<String> TASK_SUPPORT = Set.of("required", "optional", "forbidden");
    private static final List<String> HINTS =
            List.of("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint");

    private ToolRepair() {}

    static void mend(ObjectNode tool, List<Fix> fixes) {
        Members entry = new Members(tool, "", fixes);
        CommonMembers.mend(entry);
        inputSchema(entry, fixes);
        outputSchema(entry, fixes);
        Members annotations = entry.members("annotations");
        if (annotations != null) {
            annotations.text("title");
            HINTS.forEach(annotations::truth);
        }
        Members execution = entry.members("execution");
        if (execution != null) {
            execution.choice("taskSupport", TASK_SUPPORT);
        }
    }

    private static void inputSchema(Members entry, List<Fix> fixes) {
        if (entry.object().get("inputSchema") instanceof ObjectNode schema) {
            ObjectSchema.mend(schema, "inputSchema.", fixes);
            ObjectNode valid = ValidSchema.of(schema);
            if (valid != schema) {
                entry.fix(
                        "inputSchema",
                        "is not valid JSON Schema 2020-12" + ChangedPlaces.between(schema, valid),
                        "mended");
                entry.object().set("inputSchema", valid);
            }
        } else {
            entry.set("inputSchema", RepairTrees.anyObject(), "{\"type\":\"object\"}");
        }
    }

    private static void outputSchema(Members entry, List<Fix> fixes) {
        JsonNode schema = entry.object().get("outputSchema");
        if (schema instanceof ObjectNode object) {
            new Members(object, "outputSchema.", fixes).text("$schema");
            String unusable = SchemaCheck.problem(object);
            if (unusable != null) {
                entry.fix("outputSchema", "cannot be used: " + unusable, "dropped");
                entry.object().remove("outputSchema");
            }
        } else if (schema != null) {
            entry.drop("outputSchema");
        }
    }
}
