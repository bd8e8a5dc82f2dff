package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may do what with the gateway itself, and give it to others.
class OperatorsTest {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final Role EVERYTHING = role("everything", List.of("*"), List.of("*"), true);
    private static final Role LEAD = role("lead", List.of("crm"), List.of("crm:*", "crm:approve", "admin:read"), false);
    private static final Role DESK = role("desk", List.of("crm"), List.of("crm:read"), false);
    private static final Roles ROLES = new Roles(List.of(EVERYTHING, LEAD, DESK), null);

    private static Role role(String name, List<String> servers, List<String> scopes, boolean outside) {
        return new Role(name, List.of(name), List.of(), servers, scopes, List.of(), outside);
    }

    private static Caller stored(String tenant, Set<String> roles, String... scopes) {
        CallerId id = CallerId.ofStoredKey("key" + MADE.incrementAndGet(), "key", tenant);
        return new Caller(id, "", roles, Set.of(scopes), Map.of(), "", "");
    }

    private static Caller token(Set<String> roles, String... scopes) {
        CallerId id = new CallerId(CallerId.Kind.TOKEN, "https://login.example", "alice", "app", "");
        return new Caller(id, "alice", roles, Set.of(scopes), Map.of(), "", "");
    }

    private static Set<String> scopes(Caller caller) {
        return ROLES.operator(caller).scopes();
    }

    @Test
    void noPatternOverServersGivesAScopeOfOperators() {
        assertThat(scopes(Caller.ofKey("everything"))).isEmpty();
        assertThat(ROLES.of(Caller.ofKey("everything")).allows("", "crm", "crm:destroy"))
                .isTrue();
        assertThat(scopes(Caller.ofKey("lead"))).containsExactlyInAnyOrder("crm:approve", "admin:read");
    }

    @Test
    void aKeyHasItsOwnAndThoseOfItsRolesUnlessScopesNarrowIt() {
        assertThat(scopes(stored("", Set.of("lead"), "keys")))
                .containsExactlyInAnyOrder("keys", "crm:approve", "admin:read");
        assertThat(scopes(stored("", Set.of("lead"), "keys", "crm:read"))).containsExactly("keys");
        assertThat(scopes(stored("", Set.of(), "mcp:approve"))).containsExactly("*:approve");
        assertThat(scopes(stored("acme", Set.of("lead"), "keys", "admin:write")))
                .as("what all tenants share")
                .containsExactlyInAnyOrder("keys", "crm:approve");
    }

    @Test
    void aTokenHasThoseOfItsRolesAsFarAsItsScopesReach() {
        assertThat(scopes(token(Set.of("lead"), "*"))).containsExactlyInAnyOrder("crm:approve", "admin:read");
        assertThat(scopes(token(Set.of("lead"), "admin:read", "keys"))).containsExactly("admin:read");
        assertThat(scopes(token(Set.of(), "admin:read"))).isEmpty();
        CallerId made = CallerId.delegate(CallerId.ofKey("lead"), "");
        assertThat(scopes(Caller.of(made).with(Set.of("*"))))
                .as("a token of the gateway")
                .isEmpty();
        assertThat(scopes(Caller.ANONYMOUS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "lead, desk, true",
        "lead, lead, true",
        "desk, lead, false",
        "everything, desk, true",
        "everything, lead, false",
    })
    void aRoleCanBeGivenByWhoHasOneThatGivesAsMuch(String own, String wanted, boolean given) {
        Caller holder = stored("", Set.of(own), "keys");
        KeyPower power = new KeyPower(ROLES, holder, ROLES.operator(holder));
        assertThat(power.refusal("", Set.of(wanted), Set.of()) == null).isEqualTo(given);
    }

    @Test
    void whereThereAreNoRolesAKeyWithoutOneIsForWhoMayDoEverything() {
        Caller free = stored("", Set.of(), "keys");
        assertThat(new KeyPower(Roles.NONE, free, Roles.NONE.operator(free)).refusal("", Set.of(), Set.of()))
                .isNull();
        Caller roleless = stored("", Set.of("gone"), "keys");
        assertThat(new KeyPower(Roles.NONE, roleless, Roles.NONE.operator(roleless)).refusal("", Set.of(), Set.of()))
                .contains("A key without a role may do everything here");
        Caller narrow = stored("", Set.of(), "keys", "crm:read");
        KeyPower power = new KeyPower(Roles.NONE, narrow, Roles.NONE.operator(narrow));
        assertThat(power.refusal("", Set.of(), Set.of())).contains("Your own scopes");
        assertThat(power.refusal("", Set.of(), Set.of("crm:read"))).isNull();
        assertThat(power.refusal("", Set.of(), Set.of("mcp:read"))).contains("Your own scopes");
    }

    @Test
    void theCommandsOfTheUserWhoRunsItMayGiveAnything() {
        KeyPower power = new KeyPower(ROLES, Caller.ofKey("local"), OperatorAccess.ALL);
        assertThat(power.refusal("acme", Set.of("everything"), Set.of("admin:write", "keys")))
                .isNull();
    }

    @Test
    void aClientCertificateOpensNothingForOperators() {
        CallerId certified = new CallerId(CallerId.Kind.KEY, CallerId.CERTIFICATE, "agents", "spiffe://acme/1", "");
        Caller caller = new Caller(certified, "", Set.of("boss"), Set.of("admin:read"), Map.of(), "", "");
        assertThat(ROLES.operator(caller).scopes()).isEmpty();
    }
}
