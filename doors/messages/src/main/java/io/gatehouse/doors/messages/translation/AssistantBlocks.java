package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The one form of what assistants say, whether a provider has just said it or a client sends it back:
/// without what SDKs add or leave out on the way (nulls, the usual caller, the order of keys), and without
/// empty texts, which providers give but do not take.
final class AssistantBlocks {
    private static final List<String> NULLABLE = List.of("citations", "cache_control", "caller", "toolset_name");
    private static final List<String> FIRST =
            List.of("type", "id", "tool_use_id", "name", "text", "thinking", "signature", "data", "input", "content");
    private static final String MARK = "cache_control";
    private static final Comparator<Map.Entry<String, JsonNode>> ORDER =
            Comparator.<Map.Entry<String, JsonNode>>comparingInt(entry -> rank(entry.getKey()))
                    .thenComparing(Map.Entry::getKey);

    private AssistantBlocks() {}

    private static int rank(String key) {
        int at = FIRST.indexOf(key);
        return at >= 0 ? at : key.equals(MARK) ? FIRST.size() + 1 : FIRST.size();
    }

    /// A block that is not of MCP; null when it says nothing.
    static @Nullable ObjectNode plain(JsonNode block) {
        if (Trees.type(block).equals("text") && block.path("text").asString("").isBlank()) {
            return null;
        }
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(block.properties());
        entries.removeIf(entry -> unsaid(entry.getKey(), entry.getValue()));
        entries.sort(ORDER);
        ObjectNode plain = Trees.object();
        entries.forEach(entry -> plain.set(entry.getKey(), entry.getValue()));
        return plain;
    }

    private static boolean unsaid(String key, JsonNode value) {
        if (value.isNull()) {
            return NULLABLE.contains(key);
        }
        return key.equals("citations") && value.isEmpty()
                || key.equals("caller") && Trees.type(value).equals("direct") && value.size() == 1;
    }

    /// A call of a tool of a server.
    ///
    /// @param id the provider's
    /// @param name the model's
    /// @param said the block of the call, in the provider's or in the client's form
    static ObjectNode use(String id, String name, JsonNode said) {
        ObjectNode use = Trees.object().put("type", "tool_use").put("id", id).put("name", name);
        JsonNode input = said.path("input");
        use.set("input", input.isObject() ? input : Trees.object());
        return marked(use, said);
    }

    /// The result of a call of a tool of a server.
    ///
    /// @param id the provider's
    /// @param said the block of the result in the client's form; null when there is none yet
    static ObjectNode result(String id, ArrayNode content, boolean error, @Nullable JsonNode said) {
        ObjectNode result = Trees.object().put("type", "tool_result").put("tool_use_id", id);
        if (!content.isEmpty()) {
            result.set("content", content);
        }
        if (error) {
            result.put("is_error", true);
        }
        return said == null ? result : marked(result, said);
    }

    private static ObjectNode marked(ObjectNode block, JsonNode said) {
        if (Trees.has(said, MARK)) {
            block.set(MARK, said.get(MARK));
        }
        return block;
    }
}
