package io.gatehouse.scripted;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Checks that every call of a tool has its result in the next message, and every result its call
/// in the one before.
final class PairCheck {
    private final JsonNode messages;
    private final Set<String> known = new HashSet<>();

    PairCheck(JsonNode messages) {
        this.messages = messages;
    }

    void check() {
        Set<String> open = Set.of();
        int asked = -1;
        for (int at = 0; at < messages.size(); at++) {
            JsonNode message = messages.get(at);
            String role = message.path("role").asString("");
            if (role.equals("system")) {
                continue;
            }
            if (role.equals("user")) {
                results(message, at, open, asked);
                open = Set.of();
            } else {
                unanswered(open, asked);
                open = uses(message, at);
                asked = at;
                searches(message, at);
            }
        }
        unanswered(open, asked);
    }

    private Set<String> uses(JsonNode message, int at) {
        Set<String> open = new LinkedHashSet<>();
        for (JsonNode block : message.path("content")) {
            if (type(block).equals("tool_use")) {
                String id = block.path("id").asString("");
                if (!known.add(id)) {
                    throw RejectedException.invalid("messages." + at + ": `tool_use` ids must be unique");
                }
                open.add(id);
            }
        }
        return open;
    }

    private static void results(JsonNode message, int at, Set<String> open, int asked) {
        Set<String> missing = new LinkedHashSet<>(open);
        Set<String> seen = new HashSet<>();
        boolean leading = true;
        JsonNode content = message.path("content");
        for (int index = 0; index < content.size(); index++) {
            JsonNode block = content.get(index);
            leading &= type(block).equals("tool_result");
            if (!type(block).equals("tool_result")) {
                continue;
            }
            String id = block.path("tool_use_id").asString("");
            if (!open.contains(id)) {
                throw RejectedException.invalid("messages." + at + ".content." + index
                        + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                        + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous"
                        + " message.");
            }
            if (!seen.add(id)) {
                throw RejectedException.invalid("messages." + at + ".content." + index
                        + ": each tool_use must have a single result. Found multiple `tool_result` blocks with id: "
                        + id);
            }
            if (leading) {
                missing.remove(id);
            }
        }
        unanswered(missing, asked);
    }

    private static void unanswered(Set<String> open, int asked) {
        if (!open.isEmpty()) {
            throw RejectedException.invalid("messages." + asked
                    + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                    + String.join(", ", open) + ". Each `tool_use` block must have a corresponding `tool_result` block"
                    + " in the next message.");
        }
    }

    private static void searches(JsonNode message, int at) {
        List<JsonNode> open = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            if (type(block).equals("server_tool_use")) {
                open.add(block);
            } else if (type(block).endsWith("_tool_result")) {
                String id = block.path("tool_use_id").asString("");
                if (!open.removeIf(use -> use.path("id").asString("").equals(id))) {
                    throw RejectedException.invalid("messages." + at + ": unexpected `tool_use_id` found in `"
                            + type(block) + "` blocks: " + id + ". Each `" + type(block)
                            + "` block must have a corresponding `server_tool_use` block before it.");
                }
            }
        }
        for (JsonNode use : open) {
            String name = use.path("name").asString("");
            if (name.startsWith("tool_search_tool_")) {
                throw RejectedException.invalid("messages." + at + ": `" + name + "` tool use with id "
                        + use.path("id").asString("")
                        + " was found without a corresponding `tool_search_tool_result` block");
            }
        }
    }

    private static String type(JsonNode block) {
        return block.path("type").asString("");
    }
}
