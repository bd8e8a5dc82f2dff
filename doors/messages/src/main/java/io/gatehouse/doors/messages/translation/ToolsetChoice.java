package io.gatehouse.doors.messages.translation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Which tools of a server a request wants, and how: `default_config`, `configs`, pinned `tools` and
/// `cache_control` of an `mcp_toolset`, or the older `tool_configuration`.
///
/// @param enabledByDefault whether tools are offered that [#configs] does not name
/// @param deferredByDefault whether such tools are loaded by a search only
/// @param configs what is said about single tools, by their own names
/// @param cacheControl the mark after the toolset's tools; null for none
/// @param pinned the tools of the server, which is then not asked for them; null when it is to be asked
/// @param place where the toolset stands
public record ToolsetChoice(
        boolean enabledByDefault,
        boolean deferredByDefault,
        Map<String, ToolConfig> configs,
        @Nullable ObjectNode cacheControl,
        @Nullable List<OfferedTool> pinned,
        Place place) {

    /// What is said about one tool; null where the default holds.
    ///
    /// @param description what the model is told of it in place of the server's words
    /// @param arguments that every call has, and of which the model does not know
    record ToolConfig(
            @Nullable Boolean enabled,
            @Nullable Boolean deferred,
            @Nullable String description,
            @Nullable ObjectNode arguments) {
        ToolConfig(@Nullable Boolean enabled, @Nullable Boolean deferred) {
            this(enabled, deferred, null, null);
        }
    }

    /// Where a toolset stands in a request.
    public enum Place {
        /// In `tools`.
        TOOLS,
        /// In the middle of the conversation, as the definition of a `tool_addition`.
        MESSAGES,
        /// Nowhere, as before there were toolsets: after all `tools`.
        NOWHERE
    }

    /// All tools, none deferred, asked of the server.
    public static ToolsetChoice everything(Place place) {
        return new ToolsetChoice(true, false, Map.of(), null, null, place);
    }

    /// The same with a list of tools known from before, unless a list is pinned.
    ToolsetChoice knowing(List<OfferedTool> listed) {
        return pinned != null
                ? this
                : new ToolsetChoice(
                        enabledByDefault, deferredByDefault, configs, cacheControl, List.copyOf(listed), place);
    }

    /// The same without the mark.
    ToolsetChoice withoutMark() {
        return new ToolsetChoice(enabledByDefault, deferredByDefault, configs, null, pinned, place);
    }

    /// Whether the model is to be offered this tool.
    boolean enabled(String tool) {
        ToolConfig config = configs.get(tool);
        Boolean own = config == null ? null : config.enabled();
        return own == null ? enabledByDefault : own;
    }

    /// What the model is told of this tool; null where the server's own words hold.
    @Nullable
    String description(String tool) {
        ToolConfig config = configs.get(tool);
        return config == null ? null : config.description();
    }

    /// The arguments that are fixed for this tool; empty without any.
    FixedArguments arguments(String tool) {
        ToolConfig config = configs.get(tool);
        ObjectNode fixed = config == null ? null : config.arguments();
        return fixed == null || fixed.isEmpty() ? FixedArguments.NONE : new FixedArguments(fixed);
    }

    /// Whether the model sees this tool only after a search.
    boolean deferred(String tool) {
        ToolConfig config = configs.get(tool);
        Boolean own = config == null ? null : config.deferred();
        return own == null ? deferredByDefault : own;
    }
}
