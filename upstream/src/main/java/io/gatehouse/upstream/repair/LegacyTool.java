package io.gatehouse.upstream.repair;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a tool looks to clients of revisions before 2026-07-28, where an output is an object and no property has a
/// schema that is true or false.
///
/// @param changes the members that differ, null where one is gone
/// @param wrapsOutput whether its output is the member `result` of an object
record LegacyTool(Map<String, @Nullable JsonNode> changes, boolean wrapsOutput) {
    /// @param modernServer whether 2026-07-28 holds for the tool; otherwise what differs is the server's mistake
    /// @param fixes gets what is the server's mistake
    static LegacyTool of(ObjectNode tool, boolean modernServer, List<Fix> fixes) {
        Map<String, @Nullable JsonNode> changes = new HashMap<>();
        if (tool.get("inputSchema") instanceof ObjectNode schema && ObjectSchema.hasBooleans(schema)) {
            changes.put("inputSchema", withoutBooleans(schema, "inputSchema", modernServer, fixes));
        }
        if (!(tool.get("outputSchema") instanceof ObjectNode schema)) {
            return new LegacyTool(changes, false);
        }
        ObjectNode output = schema;
        if (schema.has("$ref") && !ObjectSchema.isObject(schema)) {
            output = schema.deepCopy();
            RootReference.resolve(output);
        }
        if (!ObjectSchema.isObject(output)) {
            return noObject(output, changes, modernServer, fixes);
        }
        if (ObjectSchema.hasBooleans(output)) {
            output = withoutBooleans(output, "outputSchema", modernServer, fixes);
        }
        if (output != schema) {
            changes.put("outputSchema", output);
        }
        return new LegacyTool(changes, false);
    }

    private static LegacyTool noObject(
            ObjectNode output, Map<String, @Nullable JsonNode> changes, boolean modernServer, List<Fix> fixes) {
        if (modernServer) {
            changes.put("outputSchema", WrappedOutput.of(output));
            return new LegacyTool(changes, true);
        }
        if (output.has("type")) {
            fixes.add(new Fix("outputSchema does not describe an object", "dropped for clients before 2026-07-28"));
            changes.put("outputSchema", null);
        } else {
            fixes.add(new Fix("outputSchema.type is missing", "\"object\" is used for clients before 2026-07-28"));
            ObjectNode typed = output.deepCopy().put("type", "object");
            ObjectSchema.withoutBooleans(typed);
            changes.put("outputSchema", typed);
        }
        return new LegacyTool(changes, false);
    }

    private static ObjectNode withoutBooleans(ObjectNode schema, String where, boolean modernServer, List<Fix> fixes) {
        if (!modernServer) {
            fixes.add(new Fix(
                    where + ".properties has a schema that is true or false",
                    "written as an object for clients before 2026-07-28"));
        }
        ObjectNode copy = schema.deepCopy();
        ObjectSchema.withoutBooleans(copy);
        return copy;
    }
}
