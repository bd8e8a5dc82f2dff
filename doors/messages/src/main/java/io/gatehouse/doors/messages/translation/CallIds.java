package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The ids of the calls of one conversation, as the provider knows them. Some providers repeat ids, or give none;
/// but a result finds its call by the id alone. Not safe for use by several threads at once.
public final class CallIds {
    private static final String NONE = "toolu_unnamed";

    private final Set<String> seen = new HashSet<>();
    private final Map<String, Integer> repeated = new HashMap<>();

    /// Those that a request already has in its messages.
    public static CallIds of(McpRequest request) {
        CallIds ids = new CallIds();
        for (JsonNode message : request.body().path("messages")) {
            for (JsonNode block : message.path("content")) {
                String id = block.path("id").asString("");
                switch (Trees.type(block)) {
                    case "tool_use" -> ids.seen.add(id);
                    case "mcp_tool_use" -> ids.seen.add(ToolIds.provider(id));
                    default -> {
                        // No call that the gateway or the client answers.
                    }
                }
            }
        }
        return ids;
    }

    /// Gives a call of the model another id where its own was there before, or is empty.
    ///
    /// @param block as the provider gave it; only a `tool_use` can change
    public void distinguish(ObjectNode block) {
        if (Trees.type(block).equals("tool_use")) {
            String id = block.path("id").asString("");
            String unique = unique(id);
            if (!unique.equals(id)) {
                block.put("id", unique);
            }
        }
    }

    private String unique(String id) {
        String wanted = id.isEmpty() ? NONE : id;
        String unique = wanted;
        while (!seen.add(unique)) {
            unique = wanted + '_' + repeated.merge(wanted, 1, (before, one) -> before + one);
        }
        return unique;
    }
}
