package io.gatehouse.gateway.catalog;

import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.ToolRisk;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.ToolApproval;
import io.gatehouse.upstream.settings.ToolEffects;
import org.jspecify.annotations.Nullable;

/// What is known of a tool or prompt for decisions about its calls and for their records.
///
/// @param effects what it does to the world
/// @param risk whether somebody has to agree to its calls
/// @param annotations what its server says of it, an object as it came, or null; hints, which nobody has to believe
/// @param digest of its definition as its server listed it
/// @param inputSchema the schema of its arguments, or null without one
/// @param checked whether arguments must fit the schema before they are sent
/// @param wrapsOutput whether clients before 2026-07-28 see its output as `{"result": …}`
/// @param tasks whether clients of 2025-11-25 can call it as a task
public record Facts(
        Effects effects,
        ToolRisk risk,
        @Nullable ObjectView annotations,
        DefinitionDigest digest,
        @Nullable Slice inputSchema,
        boolean checked,
        boolean wrapsOutput,
        boolean tasks) {

    static Facts ofTool(ServerSettings settings, Listed tool) {
        Effects effects = Effects.of(settings, tool);
        return new Facts(
                effects,
                new ToolRisk(
                        demanded(settings, tool.key()), effects.kind() == ToolEffects.Kind.DESTROY, effects.known()),
                tool.definition().object("annotations"),
                new DefinitionDigest(tool.definition().whole()),
                tool.definition().get("inputSchema"),
                settings.validate(),
                tool.wrapsOutput(),
                TaskSupport.offered(settings));
    }

    /// What rules know of a tool that a server lists.
    public static ToolFacts ruled(ServerSettings server, Listed tool) {
        return ofTool(server, tool).ruled(server.name(), tool.key());
    }

    /// What decides whether somebody has to agree to calls of a tool that a server lists.
    public static ToolRisk risk(ServerSettings server, Listed tool) {
        return ofTool(server, tool).risk();
    }

    ToolFacts ruled(String server, String tool) {
        return new ToolFacts(server, tool, effects.label(), annotations, inputSchema);
    }

    private static @Nullable Agreement demanded(ServerSettings settings, String tool) {
        ToolApproval approval = Glob.best(settings.approvals(), ToolApproval::tools, tool);
        if (approval == null) {
            return null;
        }
        return switch (approval.kind()) {
            case NONE -> Agreement.NONE;
            case CONFIRM -> Agreement.CONFIRM;
            case APPROVE -> Agreement.APPROVE;
        };
    }

    static Facts ofPrompt(Listed prompt) {
        return new Facts(
                Effects.READ,
                ToolRisk.NONE,
                null,
                new DefinitionDigest(prompt.definition().whole()),
                null,
                false,
                false,
                false);
    }
}
