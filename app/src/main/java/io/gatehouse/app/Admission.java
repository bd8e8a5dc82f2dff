package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.identity.KeyAuthenticator;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.Role;
import io.gatehouse.policy.Roles;
import io.gatehouse.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Who may call, and what they may do, by the configuration in force.
final class Admission {
    private volatile KeyAuthenticator keys;
    private volatile Roles roles;

    Admission(Configuration configuration) {
        keys = keysOf(configuration);
        roles = rolesOf(configuration);
    }

    /// Takes a changed configuration.
    ///
    /// @return tells which access is as it was
    Predicate<Access> apply(Configuration next) {
        keys = keysOf(next);
        Roles before = roles;
        Roles changed = rolesOf(next);
        if (changed.same(before)) {
            return access -> true;
        }
        roles = changed;
        return access -> changed.keep(access, before);
    }

    /// Whether everybody may do everything.
    boolean open() {
        return !keys.required() && roles.same(Roles.NONE);
    }

    /// Whether a caller who was let in before would be let in now.
    boolean admits(Caller caller) {
        return (!keys.required() || keys.knows(caller)) && welcome(caller);
    }

    /// The keys that let callers in.
    KeyAuthenticator keys() {
        return keys;
    }

    /// What callers may do.
    Roles roles() {
        return roles;
    }

    /// What a caller may do.
    Access access(Caller caller) {
        return roles.of(caller);
    }

    /// Whether a caller may do anything.
    boolean welcome(Caller caller) {
        return access(caller) != Access.NOTHING;
    }

    private static KeyAuthenticator keysOf(Configuration configuration) {
        return new KeyAuthenticator(
                configuration.auth().keys().stream()
                        .map(key -> new KeyAuthenticator.Key(
                                key.name(), key.sha256(), Set.copyOf(key.providerPaths()), key.operator()))
                        .toList(),
                configuration.auth().anonymousRole() != null);
    }

    /// Those of the configuration, and that of the user's own commands.
    private static Roles rolesOf(Configuration configuration) {
        if (configuration.auth().roles().isEmpty()) {
            return Roles.NONE;
        }
        List<Role> all = new ArrayList<>(configuration.auth().roles());
        all.add(LocalKey.ROLE);
        return new Roles(all, configuration.auth().anonymousRole());
    }
}
