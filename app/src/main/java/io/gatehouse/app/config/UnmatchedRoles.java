package io.gatehouse.app.config;

import io.gatehouse.policy.Role;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.OperatorScope;
import java.util.List;

/// What roles and rules say of keys, servers and toolsets that there are not, and keys of which they say nothing.
/// Mistyped, they
/// leave a caller without what it needs.
final class UnmatchedRoles {
    private final Problems problems;
    private final Position position;

    private UnmatchedRoles(Problems problems, Position position) {
        this.problems = problems;
        this.position = position;
    }

    /// Warns of each pattern that matches nothing, and of each key that no role names.
    ///
    /// @param auth the roles, and who may have them
    /// @param servers the names of all servers, and so of toolsets
    /// @param position of the file
    static void warn(
            AuthSettings auth, List<String> servers, List<String> toolsets, Position position, Problems problems) {
        UnmatchedRoles unmatched = new UnmatchedRoles(problems, position);
        List<Role> roles = auth.roles();
        List<String> keys = auth.keys().stream().map(Configuration.Key::name).toList();
        for (Role role : roles) {
            String path = Shown.member("roles", role.name());
            unmatched.patterns(path + ".keys", "key", role.keys(), keys);
            if (!role.claims().isEmpty() && auth.tokens().issuers().isEmpty()) {
                problems.warning(
                        position,
                        path + ".claims",
                        "gives the role to nobody, because there are no issuers of tokens",
                        "Add one under auth.issuers, or remove it.");
            }
            unmatched.patterns(path + ".servers", "server", role.servers(), servers);
            List<String> scoped = role.scopes().stream()
                    .filter(scope -> !OperatorScope.ofRole(scope)
                            || !OperatorScope.approved(scope).isEmpty())
                    .map(scope -> scope.replaceFirst(":[^:]*$", ""))
                    .toList();
            unmatched.patterns(path + ".scopes", "server", scoped, servers);
            unmatched.patterns(path + ".toolsets", "toolset", role.toolsets(), toolsets);
        }
        if (!roles.isEmpty()) {
            auth.keys().stream()
                    .filter(key -> key.operator().isEmpty())
                    .map(Configuration.Key::name)
                    .filter(key -> !named(roles, key))
                    .forEach(unmatched::withoutRole);
        }
    }

    /// Warns of each pattern of a rule that matches no server. Patterns may be meant for servers that requests name.
    static void warn(List<Rule> rules, List<String> servers, Position position, Problems problems) {
        UnmatchedRoles unmatched = new UnmatchedRoles(problems, position);
        for (Rule rule : rules) {
            List<String> named = rule.scope().servers().stream()
                    .filter(pattern -> !pattern.contains("/"))
                    .toList();
            unmatched.patterns(Shown.member("rules", rule.name()) + ".servers", "server", named, servers);
        }
    }

    private static boolean named(List<Role> roles, String key) {
        return roles.stream().flatMap(role -> role.keys().stream()).anyMatch(pattern -> new Glob(pattern).matches(key));
    }

    private void withoutRole(String key) {
        problems.warning(
                position,
                "auth.keys",
                Shown.quoted(key) + " has no role, so its caller may do nothing",
                "Name it under `keys` of a role.");
    }

    private void patterns(String path, String kind, List<String> patterns, List<String> names) {
        for (String pattern : patterns) {
            if (names.stream().noneMatch(new Glob(pattern)::matches)) {
                problems.warning(
                        position, path, Shown.quoted(pattern) + " matches no " + kind, "Correct it, or remove it.");
            }
        }
    }
}
