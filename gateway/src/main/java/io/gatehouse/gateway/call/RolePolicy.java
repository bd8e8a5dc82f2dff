package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.OutsideName;
import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.Roles;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.Failure.Category;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Lets callers do what their roles include. What they do not include is not listed either, so this denies only what
/// was named all the same, and what was listed before the roles were changed.
public final class RolePolicy implements Policy {
    /// What operators know it by.
    public static final String NAME = "roles";

    private final Supplier<Roles> roles;
    private final Function<String, String> grantable;

    /// @param roles those in force
    /// @param grantable tells the name under which roles include a toolset, empty for none
    public RolePolicy(Supplier<Roles> roles, Function<String, String> grantable) {
        this.roles = roles;
        this.grantable = grantable;
    }

    @Override
    public boolean standing() {
        return true;
    }

    @Override
    public void decide(Asked asked, Consumer<Decision> decided) {
        Access access = roles.get().of(asked.caller());
        decided.accept(access.everything() ? Decision.ALLOWED : decision(asked, access));
    }

    private Decision decision(Asked asked, Access access) {
        if (access == Access.NOTHING) {
            return new Decision.Denied(
                    NAME, Category.ACCESS, "You have no role in this gateway. Ask its operator for one.");
        }
        String server = asked.server();
        String scope = asked.scope();
        if (server == null || scope == null) {
            return Decision.ALLOWED;
        }
        boolean given = OutsideName.is(server)
                ? access.outside()
                : access.grants(grantable.apply(asked.toolsetName()), server, scope);
        if (given && access.holds(scope)) {
            return Decision.ALLOWED;
        }
        return given
                ? narrowed(asked.caller().id().kind(), scope)
                : missing(scope, "your roles do", "Ask the operator of this gateway for it.");
    }

    /// Only an issuer can be asked for a token with more: nobody gets one of the gateway by themselves.
    private static Decision narrowed(CallerId.Kind kind, String scope) {
        return switch (kind) {
            case TOKEN ->
                Decision.Denied.steppable(
                        NAME,
                        "This needs the scope " + scope + ", which your token does not have. Get a token with it.",
                        scope);
            case DELEGATE -> missing(scope, "your token does", "Ask whoever gave you the token for one that has it.");
            case KEY, ANONYMOUS, LOCAL -> missing(scope, "your key does", "Ask the operator of this gateway for it.");
        };
    }

    private static Decision missing(String scope, String whose, String remedy) {
        return new Decision.Denied(
                NAME,
                Category.ACCESS,
                "This needs the scope " + scope + ", which " + whose + " not have. " + remedy,
                List.of(scope));
    }
}
