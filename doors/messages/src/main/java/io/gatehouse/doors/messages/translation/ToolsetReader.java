package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.translation.ToolsetChoice.Place;
import io.gatehouse.doors.messages.translation.ToolsetChoice.ToolConfig;
import io.gatehouse.models.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a request says about the tools of a server: an `mcp_toolset`, or the `tool_configuration`
/// of before.
final class ToolsetReader {
    static final String TYPE = "mcp_toolset";

    private static final Set<String> KEYS =
            Set.of("type", "mcp_server_name", "default_config", "configs", "cache_control", "tools");
    private static final Set<String> DEFAULT_KEYS = Set.of("enabled", "defer_loading");
    private static final Set<String> CONFIG_KEYS = Set.of("enabled", "defer_loading", "description", "arguments");
    private static final Set<String> OLD_KEYS = Set.of("enabled", "allowed_tools");
    private static final Set<String> TOOL_KEYS = Set.of("name", "description", "input_schema");
    private static final int LONGEST_SERVER_NAME = 255;

    private ToolsetReader() {}

    /// A toolset and whose it is.
    public record Read(String server, String path, ToolsetChoice choice) {}

    /// Reads an `mcp_toolset`.
    ///
    /// @throws ApiException if it is not as documented, or newer than the betas that the request names
    static Read toolset(JsonNode tool, String path, Place place, McpGeneration generation) throws ApiException {
        Fields fields = Fields.of(tool, path).as(TYPE);
        if (!generation.atLeast(McpGeneration.TOOLSETS)) {
            throw ApiException.invalid(path + ": Input tag 'mcp_toolset' needs the beta `mcp-client-2025-11-20` or"
                    + " `mcp-client-2026-09-15`; name it in the header `anthropic-beta`");
        }
        fields.only(KEYS);
        String server = fields.text("mcp_server_name", 1, LONGEST_SERVER_NAME);
        ToolConfig common = config(fields.fields("default_config"), DEFAULT_KEYS);
        Map<String, ToolConfig> configs = new LinkedHashMap<>();
        Fields single = fields.fields("configs");
        if (single != null) {
            for (String name : single.object().propertyNames()) {
                configs.put(name, config(single.fields(name), CONFIG_KEYS));
            }
        }
        Fields mark = fields.fields("cache_control");
        ToolsetChoice choice = new ToolsetChoice(
                !Boolean.FALSE.equals(common.enabled()),
                Boolean.TRUE.equals(common.deferred()),
                configs,
                mark == null ? null : cacheControl(mark),
                pinned(fields, generation),
                place);
        return new Read(server, path, choice);
    }

    private static ToolConfig config(@Nullable Fields fields, Set<String> keys) throws ApiException {
        if (fields == null) {
            return new ToolConfig(null, null);
        }
        fields.only(keys);
        Fields arguments = keys.contains("arguments") ? fields.fields("arguments") : null;
        return new ToolConfig(
                fields.flag("enabled"),
                fields.flag("defer_loading"),
                keys.contains("description") ? fields.optionalText("description") : null,
                arguments == null ? null : arguments.object());
    }

    private static ObjectNode cacheControl(Fields mark) throws ApiException {
        mark.only(Set.of("type", "ttl"));
        if (!mark.text("type").equals("ephemeral")) {
            throw mark.wrong("type", "Input should be 'ephemeral'");
        }
        String ttl = mark.optionalText("ttl");
        if (ttl != null && !ttl.equals("5m") && !ttl.equals("1h")) {
            throw mark.wrong("ttl", "Input should be '5m' or '1h'");
        }
        return mark.object();
    }

    private static @Nullable List<OfferedTool> pinned(Fields fields, McpGeneration generation) throws ApiException {
        if (fields.list("tools") == null) {
            return null;
        }
        if (!generation.atLeast(McpGeneration.LISTINGS)) {
            throw fields.wrong(
                    "tools", "Extra inputs are not permitted; pinned tools need the beta `mcp-client-2026-09-15`");
        }
        return tools(fields);
    }

    /// Reads the tools of a list, pinned or of an `mcp_tool_listing`.
    ///
    /// @param holder what has them under `tools`
    static List<OfferedTool> tools(Fields holder) throws ApiException {
        JsonNode list = holder.list("tools");
        if (list == null) {
            throw holder.wrong("tools", "Field required");
        }
        List<OfferedTool> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int at = 0; at < list.size(); at++) {
            Fields tool = Fields.of(list.get(at), holder.at("tools") + "." + at);
            tool.only(TOOL_KEYS);
            String name = tool.text("name", 1, Integer.MAX_VALUE);
            if (!names.add(name)) {
                throw tool.wrong("name", "Tool names must be unique, but `" + name + "` appears twice");
            }
            String description = tool.optionalText("description");
            ObjectNode schema = tool.requiredFields("input_schema").object();
            tools.add(new OfferedTool(name, description, schema, false, false));
        }
        return tools;
    }

    /// Reads the `tool_configuration` of a server (2025-04-04).
    ///
    /// @param fields null when there is none
    static ToolsetChoice old(@Nullable Fields fields) throws ApiException {
        if (fields == null) {
            return ToolsetChoice.everything(Place.NOWHERE);
        }
        fields.only(OLD_KEYS);
        boolean enabled = !Boolean.FALSE.equals(fields.flag("enabled"));
        JsonNode allowed = fields.list("allowed_tools");
        if (allowed == null) {
            return new ToolsetChoice(enabled, false, Map.of(), null, null, Place.NOWHERE);
        }
        Map<String, ToolConfig> configs = new LinkedHashMap<>();
        for (int at = 0; at < allowed.size(); at++) {
            if (!allowed.get(at).isString()) {
                throw fields.wrong("allowed_tools." + at, "Input should be a valid string");
            }
            configs.put(allowed.get(at).stringValue(), new ToolConfig(enabled, null));
        }
        return new ToolsetChoice(false, false, configs, null, null, Place.NOWHERE);
    }
}
