package io.gatehouse.scripted;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A type of content block: who may say it, and its keys.
///
/// @param roles in whose messages it may stand
/// @param open whether further keys are not looked at
record BlockKind(List<String> roles, List<String> required, List<String> keys, boolean open) {
    private static final List<String> OF_HOSTED_TOOLS = List.of(
            "web_search_tool_result",
            "web_fetch_tool_result",
            "code_execution_tool_result",
            "bash_code_execution_tool_result",
            "text_editor_code_execution_tool_result",
            "compaction");

    /// The types of a provider behind a gateway, in the order in which messages name them. Blocks
    /// of MCP are none of them.
    static final Map<String, BlockKind> ALL = all();
    /// What the content of a tool result may be made of.
    static final List<String> IN_RESULTS = List.of("text", "image", "document", "search_result", "tool_reference");

    /// The kind of a type that is one of [#ALL].
    static BlockKind of(String type) {
        BlockKind kind = ALL.get(type);
        if (kind == null) {
            throw new IllegalArgumentException("there is no block of type " + type);
        }
        return kind;
    }

    private static Map<String, BlockKind> all() {
        List<String> user = List.of("user");
        List<String> assistant = List.of("assistant");
        Map<String, BlockKind> all = new LinkedHashMap<>();
        all.put("text", of(List.of("user", "assistant", "system"), List.of("text"), "citations", "cache_control"));
        all.put("image", of(user, List.of("source"), "cache_control"));
        all.put(
                "document",
                of(List.of("user", "assistant"), List.of("source"), "title", "context", "citations", "cache_control"));
        all.put("search_result", of(user, List.of("source", "title", "content"), "citations", "cache_control"));
        all.put("thinking", of(assistant, List.of("thinking", "signature")));
        all.put("redacted_thinking", of(assistant, List.of("data")));
        all.put("tool_use", of(assistant, List.of("id", "name", "input"), "cache_control", "caller", "toolset_name"));
        all.put(
                "tool_result",
                of(user, List.of("tool_use_id"), "content", "is_error", "cache_control", "toolset_name"));
        all.put("server_tool_use", of(assistant, List.of("id", "name", "input"), "cache_control", "caller"));
        all.put("tool_search_tool_result", of(assistant, List.of("tool_use_id", "content"), "cache_control"));
        all.put("container_upload", new BlockKind(user, List.of("file_id"), List.of(), true));
        OF_HOSTED_TOOLS.forEach(type -> all.put(type, new BlockKind(assistant, List.of(), List.of(), true)));
        return all;
    }

    private static BlockKind of(List<String> roles, List<String> required, String... optional) {
        List<String> keys = new ArrayList<>(List.of("type"));
        keys.addAll(required);
        keys.addAll(List.of(optional));
        return new BlockKind(roles, required, keys, false);
    }
}
