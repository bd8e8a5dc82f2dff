package io.gatehouse.app.config;

import io.gatehouse.gateway.approval.ApprovalSettings;
import io.gatehouse.identity.tokens.TokenRules;
import io.gatehouse.policy.Role;
import io.gatehouse.policy.Usage;
import io.gatehouse.policy.rule.RuleBook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may call, what they may see and do, and how much.
///
/// @param required whether callers have to show a key, even where none was made yet
/// @param keys the keys of callers in the configuration
/// @param tokens whose tokens let callers in
/// @param roles who may see and do what; empty when everybody may do everything
/// @param anonymousRole the role of callers without a key; null when they have none
/// @param rules what becomes of single calls
/// @param usage how much they may use
/// @param approvals how persons are asked to agree to calls
public record AuthSettings(
        boolean required,
        List<Configuration.Key> keys,
        TokenRules tokens,
        List<Role> roles,
        @Nullable String anonymousRole,
        RuleBook rules,
        Usage usage,
        ApprovalSettings approvals) {
    public AuthSettings {
        keys = List.copyOf(keys);
        roles = List.copyOf(roles);
    }

    /// The same with one more key.
    AuthSettings with(Configuration.Key key) {
        List<Configuration.Key> all = new ArrayList<>(keys);
        all.add(key);
        return new AuthSettings(required, all, tokens, roles, anonymousRole, rules, usage, approvals);
    }

    /// The same, in which these claims of tokens are known too.
    AuthSettings knowing(Set<String> claims) {
        Set<String> all = new HashSet<>(tokens.claims());
        all.addAll(claims);
        TokenRules knowing = new TokenRules(tokens.publicUrl(), tokens.issuers(), tokens.scopes(), all, tokens.lives());
        return new AuthSettings(required, keys, knowing, roles, anonymousRole, rules, usage, approvals);
    }

    /// The same, in which callers have to show a key.
    AuthSettings demanding() {
        return required ? this : new AuthSettings(true, keys, tokens, roles, anonymousRole, rules, usage, approvals);
    }
}
