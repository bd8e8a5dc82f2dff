package io.gatehouse.policy.rule;

import dev.cel.runtime.CelVariableResolver;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.ServerScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What conditions know of one call. Each variable is made when a condition first asks for it.
final class Variables implements CelVariableResolver {
    static final String CALLER = "caller";
    static final String TENANT = "tenant";
    static final String SERVER = "server";
    static final String TOOL = "tool";
    static final String ARGS = "args";
    static final String TIME = "time";
    static final String DOOR = "door";
    static final String CLIENT = "client";

    private final RuleCall call;
    private final ToolFacts facts;
    private final Map<String, Object> tool;
    private final Map<String, Object> arguments;
    private @Nullable Map<String, Object> caller;

    /// @param tool what they know of the tool
    /// @param arguments that were judged
    Variables(RuleCall call, ToolFacts facts, Map<String, Object> tool, Map<String, Object> arguments) {
        this.call = call;
        this.facts = facts;
        this.tool = tool;
        this.arguments = arguments;
    }

    @Override
    public Optional<Object> find(String name) {
        return switch (name) {
            case CALLER -> Optional.of(caller());
            case TENANT -> Optional.of(call.caller().tenant());
            case SERVER -> Optional.of(facts.server());
            case TOOL -> Optional.of(tool);
            case ARGS -> Optional.of(arguments);
            case TIME -> Optional.of(call.time());
            case DOOR -> Optional.of(call.door());
            case CLIENT -> Optional.of(client(call.client()));
            default -> Optional.empty();
        };
    }

    private Map<String, Object> caller() {
        Map<String, Object> made = caller;
        if (made == null) {
            Caller who = call.caller();
            made = Map.of(
                    "name", who.name(),
                    "key", who.key(),
                    "issuer", who.issuer(),
                    "user", who.user(),
                    "roles", call.roles(),
                    "scopes", scopes(who),
                    "claims", ClaimValues.of(who.claims()),
                    "address", who.address());
            caller = made;
        }
        return made;
    }

    /// Those that narrow what the caller may do, whatever else its credential opens.
    private static List<String> scopes(Caller caller) {
        return caller.scopes().isEmpty() ? List.of() : List.copyOf(ServerScope.of(caller.scopes()));
    }

    private static Map<String, Object> client(@Nullable ObjectView info) {
        return Map.of("name", text(info, "name"), "version", text(info, "version"));
    }

    private static String text(@Nullable ObjectView info, String key) {
        String text = info == null ? null : info.string(key);
        return text == null ? "" : text;
    }

    /// What conditions know of a tool.
    static Map<String, Object> tool(ToolFacts facts) {
        return Map.of(
                "name",
                facts.tool(),
                "effects",
                facts.effects(),
                "annotations",
                ArgumentReader.lenient(facts.annotations()));
    }
}
