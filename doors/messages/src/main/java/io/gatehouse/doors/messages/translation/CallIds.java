package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.seal.ReplicaId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The ids of the calls of one conversation, as the provider knows them. Some providers repeat ids, or give none;
/// but a result finds its call by the id alone. Not safe for use by several threads at once.
public final class CallIds {
    private static final String NONE = "toolu_unnamed";

    private final @Nullable ReplicaId keeper;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Integer> repeated = new HashMap<>();

    private CallIds(@Nullable ReplicaId keeper) {
        this.keeper = keeper;
    }

    /// Those that a request already has in its messages.
    ///
    /// @param keeper what the replica is called that answers it; null where there is only one
    public static CallIds of(McpRequest request, @Nullable ReplicaId keeper) {
        CallIds ids = new CallIds(keeper);
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

    /// The client's id for a call of the model.
    ///
    /// @param call a `tool_use` block
    public String client(JsonNode call) {
        return ToolIds.client(call.path("id").asString(""), keeper);
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
