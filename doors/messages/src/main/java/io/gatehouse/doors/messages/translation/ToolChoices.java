package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a `tool_choice` into one that names tools as the model knows them.
final class ToolChoices {
    private ToolChoices() {}

    /// The choice for the provider; null when there is nothing to choose.
    ///
    /// @param choice the client's, or nothing
    /// @throws ApiException if it names a tool that is not there, or that several servers have
    static @Nullable ObjectNode translate(JsonNode choice, Toolbox toolbox) throws ApiException {
        if (!(choice instanceof ObjectNode object)) {
            return null;
        }
        if (!Trees.type(choice).equals("tool")) {
            return toolbox.tools().isEmpty() ? null : object;
        }
        String name = object.path("name").asString("");
        String known = toolbox.resolve(name, "tool_choice.tool.name");
        if (known == null) {
            throw ApiException.invalid("tool_choice.tool.name: Tool '" + name + "' not found in provided tools");
        }
        if (known.equals(name)) {
            return object;
        }
        ObjectNode translated = object.deepCopy();
        return translated.put("name", known);
    }
}
