package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells the generation of MCP that a request is written in by what stands in it.
final class RequestForm {
    private RequestForm() {}

    /// The generation that holds for a request: that of the one beta that it names; without one, or with several, that
    /// of its form, which is what published guides and libraries rely on.
    static McpGeneration generation(ObjectNode body, Betas betas) {
        Set<McpGeneration> named = EnumSet.noneOf(McpGeneration.class);
        betas.values().forEach(beta -> named.add(McpGeneration.of(beta)));
        named.remove(McpGeneration.NONE);
        if (named.size() == 1) {
            return named.iterator().next();
        }
        McpGeneration form = of(body);
        return named.stream()
                .filter(each -> form.atLeast(McpGeneration.TOOLSETS) && each.atLeast(form))
                .max(Comparator.naturalOrder())
                .orElse(form);
    }

    private static McpGeneration of(ObjectNode body) {
        McpGeneration form = body.path("mcp_servers").isEmpty() ? McpGeneration.NONE : McpGeneration.SERVERS;
        for (JsonNode tool : body.path("tools")) {
            if (Trees.type(tool).equals(ToolsetReader.TYPE)) {
                form = newer(form, Trees.has(tool, "tools") ? McpGeneration.LISTINGS : McpGeneration.TOOLSETS);
            }
        }
        for (JsonNode message : body.path("messages")) {
            for (JsonNode block : message.path("content")) {
                form = newer(form, of(block));
            }
        }
        return form;
    }

    private static McpGeneration of(JsonNode block) {
        return switch (Trees.type(block)) {
            case "mcp_tool_use", "mcp_tool_result" -> McpGeneration.SERVERS;
            case "mcp_tool_listing" -> McpGeneration.LISTINGS;
            case "tool_addition" ->
                Trees.type(block.path("tool").path("definition")).equals(ToolsetReader.TYPE)
                        ? McpGeneration.LISTINGS
                        : McpGeneration.NONE;
            default -> McpGeneration.NONE;
        };
    }

    private static McpGeneration newer(McpGeneration one, McpGeneration other) {
        return one.atLeast(other) ? one : other;
    }
}
