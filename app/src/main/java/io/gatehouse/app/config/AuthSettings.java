package io.gatehouse.app.config;

import io.gatehouse.policy.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may call, and what they may see and do.
///
/// @param keys the keys of callers; empty when everybody on this machine may call
/// @param roles who may see and do what; empty when everybody may do everything
/// @param anonymousRole the role of callers without a key; null when they have none
public record AuthSettings(
        List<Configuration.Key> keys,
        List<Role> roles,
        @Nullable String anonymousRole) {
    /// Everybody on this machine may do everything.
    public static final AuthSettings OPEN = new AuthSettings(List.of(), List.of(), null);

    public AuthSettings {
        keys = List.copyOf(keys);
        roles = List.copyOf(roles);
    }

    /// Whether everybody may do everything.
    public boolean open() {
        return keys.isEmpty() && roles.isEmpty();
    }

    /// The same with one more key.
    public AuthSettings with(Configuration.Key key) {
        List<Configuration.Key> all = new ArrayList<>(keys);
        all.add(key);
        return new AuthSettings(all, roles, anonymousRole);
    }
}
