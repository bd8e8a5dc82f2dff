package io.gatehouse.kit;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tool gives back.
///
/// @param json the result object as the wire has it
public record ToolResult(ObjectNode json) {

    /// One block of text.
    public static ToolResult text(String text) {
        return of(Content.text(text));
    }

    /// Blocks in this order.
    public static ToolResult of(Content... content) {
        return new ToolResult(withContent(List.of(content)));
    }

    /// Text that tells the model what went wrong and what to do about it (`isError`).
    public static ToolResult error(String text) {
        return new ToolResult(withContent(List.of(Content.text(text))).put("isError", true));
    }

    /// A value for programs (`structuredContent`), with the same value as text for models and for clients before
    /// 2025-06-18.
    public static ToolResult structured(JsonNode value) {
        ObjectNode result = withContent(List.of(Content.text(value.toString())));
        result.set("structuredContent", value);
        return new ToolResult(result);
    }

    private static ObjectNode withContent(List<Content> content) {
        ObjectNode result = JsonValues.object();
        ArrayNode blocks = result.putArray("content");
        content.forEach(block -> blocks.add(block.json()));
        return result;
    }
}
