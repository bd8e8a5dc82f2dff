package io.gatehouse.app.config;

import io.gatehouse.policy.Role;
import io.gatehouse.policy.rule.RuleBook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may call, and what they may see and do.
///
/// @param required whether callers have to show a key, even where none was made yet
/// @param keys the keys of callers in the configuration
/// @param roles who may see and do what; empty when everybody may do everything
/// @param anonymousRole the role of callers without a key; null when they have none
/// @param rules what becomes of single calls
public record AuthSettings(
        boolean required,
        List<Configuration.Key> keys,
        List<Role> roles,
        @Nullable String anonymousRole,
        RuleBook rules) {
    public AuthSettings {
        keys = List.copyOf(keys);
        roles = List.copyOf(roles);
    }

    /// The same with one more key.
    AuthSettings with(Configuration.Key key) {
        List<Configuration.Key> all = new ArrayList<>(keys);
        all.add(key);
        return new AuthSettings(required, all, roles, anonymousRole, rules);
    }

    /// The same, in which callers have to show a key.
    AuthSettings demanding() {
        return required ? this : new AuthSettings(true, keys, roles, anonymousRole, rules);
    }
}
