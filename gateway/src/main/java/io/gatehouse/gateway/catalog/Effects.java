package io.gatehouse.gateway.catalog;

import io.gatehouse.policy.Scopes;
import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.settings.EffectRules;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.ToolEffects;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a tool does to the world, as far as anybody says. The operator's word counts first, then that of a configured
/// server in its annotations, never that of a server that a request names. What nobody speaks of is taken to write.
///
/// @param kind what it does
/// @param repeatable whether a call may be repeated when nobody knows what became of it
/// @param known whether anybody says what it does
public record Effects(ToolEffects.Kind kind, boolean repeatable, boolean known) {
    /// What resources, prompts and completions are.
    public static final Effects READ = new Effects(ToolEffects.Kind.READ, true, true);
    /// Nobody says anything.
    public static final Effects UNKNOWN = new Effects(ToolEffects.Kind.WRITE, false, false);

    /// The scope that one effect on a server needs.
    public static String scope(String server, ToolEffects.Kind effect) {
        return Scopes.of(server, label(effect));
    }

    /// As roles and rules write it: `read`, `write`, `destroy` or `send`.
    public String label() {
        return label(kind);
    }

    private static String label(ToolEffects.Kind effect) {
        return effect.name().toLowerCase(Locale.ROOT);
    }

    static Effects of(ServerSettings settings, Listed tool) {
        ToolEffects.Kind told = told(settings.effects(), tool.key());
        ObjectView annotations = settings.effects().trustAnnotations() && !OutsideName.is(settings.name())
                ? tool.definition().object("annotations")
                : null;
        if (annotations == null) {
            return told == null ? UNKNOWN : new Effects(told, told == ToolEffects.Kind.READ, true);
        }
        ToolEffects.Kind kind = told == null ? annotated(annotations) : told;
        boolean known = told != null || annotations.has("readOnlyHint") || annotations.has("destructiveHint");
        return new Effects(kind, kind == ToolEffects.Kind.READ || annotations.isTrue("idempotentHint"), known);
    }

    /// An absent `destructiveHint` is no yes here, whatever the specification supposes of it; beside `readOnlyHint` it
    /// means nothing (2025-11-25, tool annotations).
    private static ToolEffects.Kind annotated(ObjectView annotations) {
        if (annotations.isTrue("readOnlyHint")) {
            return ToolEffects.Kind.READ;
        }
        return annotations.isTrue("destructiveHint") ? ToolEffects.Kind.DESTROY : ToolEffects.Kind.WRITE;
    }

    private static ToolEffects.@Nullable Kind told(EffectRules rules, String tool) {
        ToolEffects rule = Glob.best(rules.told(), ToolEffects::tools, tool);
        return rule == null ? null : rule.kind();
    }
}
