package io.gatehouse.policy.rule;

import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.Slice;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operator says about some calls of tools.
///
/// @param name by which logs and operators know it
/// @param scope the calls that it can match
/// @param when a condition in CEL; null where it matches every call within its scope
/// @param outcome what becomes of the calls that it matches
/// @param shadow whether it only reports what it would do
public record Rule(String name, Scope scope, @Nullable String when, RuleOutcome outcome, boolean shadow) {
    /// Which calls a rule can match, told without CEL. All lists hold patterns in which `*` stands for any text; an
    /// empty one matches everything.
    ///
    /// @param servers names of servers
    /// @param tools names of tools as their servers call them
    /// @param doors names of doors
    public record Scope(List<String> servers, List<String> tools, List<String> doors) {
        /// Every call.
        public static final Scope EVERYTHING = new Scope(List.of(), List.of(), List.of());

        public Scope {
            servers = List.copyOf(servers);
            tools = List.copyOf(tools);
            doors = List.copyOf(doors);
        }

        /// Whether calls of this tool can be among them.
        public boolean includes(String server, String tool) {
            return matches(servers, server) && matches(tools, tool);
        }

        /// Whether calls through this door can be among them.
        public boolean includes(String door) {
            return matches(doors, door);
        }

        private static boolean matches(List<String> patterns, String name) {
            return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(name));
        }
    }

    /// The arguments that it and another rule fix to different values in calls that both can match.
    List<String> contradicted(Rule other) {
        boolean together = !shadow
                && !other.shadow
                && (scope.doors().isEmpty()
                        || other.scope.doors().isEmpty()
                        || !Collections.disjoint(scope.doors(), other.scope.doors()));
        if (!together
                || !(outcome instanceof RuleOutcome.Narrow(Map<String, ArgumentLimit> mine))
                || !(other.outcome instanceof RuleOutcome.Narrow(Map<String, ArgumentLimit> theirs))) {
            return List.of();
        }
        return mine.keySet().stream()
                .filter(name -> mine.get(name) instanceof ArgumentLimit.Value(Slice value)
                        && theirs.get(name) instanceof ArgumentLimit.Value(Slice another)
                        && !value.equals(another))
                .toList();
    }

    /// Whether it denies all calls of the tools in its scope, so that there is no use in listing them.
    boolean closes() {
        return !shadow && when == null && scope.doors().isEmpty() && outcome instanceof RuleOutcome.Deny;
    }
}
