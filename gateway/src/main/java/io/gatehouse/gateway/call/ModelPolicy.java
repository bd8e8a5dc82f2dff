package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.Roles;
import io.gatehouse.protocol.Failure.Category;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets callers use the models that their roles include, and ask about models where they include any.
public final class ModelPolicy implements Policy {
    private final Supplier<Roles> roles;

    /// @param roles those in force
    public ModelPolicy(Supplier<Roles> roles) {
        this.roles = roles;
    }

    @Override
    public void decide(Asked asked, Consumer<Decision> decided) {
        Access access = roles.get().of(asked.caller());
        String model = asked.name();
        decided.accept(
                allowed(access, asked, model)
                        ? Decision.ALLOWED
                        : new Decision.Denied(
                                RolePolicy.NAME,
                                Category.ACCESS,
                                model == null
                                        ? "Your roles include no models. Ask the operator of this gateway for one."
                                        : "Your roles do not include this model. Ask the operator of this gateway"
                                                + " for it."));
    }

    private static boolean allowed(Access access, Asked asked, @Nullable String model) {
        if (access.everything()) {
            return true;
        }
        return model == null
                ? access.models()
                : access.model(model) && asked.names().stream().allMatch(access::model);
    }
}
