package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolesTest {
    private static final Role SUPPORT = new Role(
            "support", List.of("desk-*"), List.of(), List.of("crm"), List.of("crm:read"), List.of("m-*"), false);
    private static final Role BILLING =
            new Role("billing", List.of("desk-2"), List.of("money"), List.of(), List.of("*:write"), List.of(), true);

    private final Roles roles = new Roles(List.of(SUPPORT, BILLING), null);

    @Test
    void withoutRolesEverybodyMayDoEverything() {
        assertThat(Roles.NONE.of(Caller.ANONYMOUS)).isSameAs(Access.EVERYTHING);
        assertThat(Access.EVERYTHING.allows("any", "any", "any:destroy")).isTrue();
    }

    @Test
    void withRolesACallerWithoutOneMayDoNothing() {
        for (Caller nobody : List.of(Caller.ofKey("other"), Caller.ANONYMOUS)) {
            Access access = roles.of(nobody);
            assertThat(access).isSameAs(Access.NOTHING);
            assertThat(access.includes("money", "crm")).isFalse();
            assertThat(access.allows("money", "crm", "crm:read")).isFalse();
            assertThat(access.model("m-1")).isFalse();
            assertThat(access.outside()).isFalse();
        }
    }

    @Test
    void whoStartedTheProgramMayDoEverything() {
        assertThat(roles.of(Caller.of(CallerId.local("command-line")))).isSameAs(Access.EVERYTHING);
    }

    @Test
    void callersWithTheSameRolesHaveTheSameAccess() {
        assertThat(roles.of(Caller.ofKey("desk-1"))).isSameAs(roles.of(Caller.ofKey("desk-3")));
        assertThat(roles.of(Caller.ofKey("desk-1"))).isNotSameAs(roles.of(Caller.ofKey("desk-2")));
        assertThat(roles.of(Caller.ofKey("desk-1")).roles()).containsExactly("support");
    }

    /// A scope of one role gives nothing on the servers of another.
    @Test
    void aRoleGivesItsScopesOnItsOwnServersOnly() {
        Access both = roles.of(Caller.ofKey("desk-2"));
        assertThat(both.roles()).containsExactly("support", "billing");
        assertThat(both.allows("", "crm", "crm:read")).isTrue();
        assertThat(both.allows("", "crm", "crm:write")).isFalse();
        assertThat(both.allows("money", "crm", "crm:write")).isTrue();
        assertThat(both.allows("money", "erp", "erp:write")).isTrue();
        assertThat(both.allows("money", "erp", "erp:read")).isFalse();
        assertThat(both.includes("", "erp")).isFalse();
        assertThat(both.model("m-1")).isTrue();
        assertThat(both.model("other")).isFalse();
        assertThat(both.outside()).isTrue();
    }

    @Test
    void aRoleCanBeThatOfCallersWithoutAKey() {
        Roles open = new Roles(List.of(SUPPORT, BILLING), "support");
        assertThat(open.of(Caller.ANONYMOUS).roles()).containsExactly("support");
        assertThat(open.of(Caller.ofKey("other"))).isSameAs(Access.NOTHING);
    }

    /// The toolset of all servers has no name that a role could include.
    @Test
    void everyToolsetDoesNotMeanThatOfAllServers() {
        Roles wide = new Roles(
                List.of(new Role("r", List.of("*"), List.of("*"), List.of(), List.of("*"), List.of(), false)), null);
        assertThat(wide.of(Caller.ofKey("k")).includes("", "crm")).isFalse();
        assertThat(wide.of(Caller.ofKey("k")).includes("any", "crm")).isTrue();
    }

    /// Also where a caller has gained a role, and those that it had are as they were.
    @Test
    void anAccessIsKeptWhereAllWhoHadItHaveItStill() {
        Access first = roles.of(Caller.ofKey("desk-1"));
        Access second = roles.of(Caller.ofKey("desk-2"));
        Role more = new Role("more", List.of("desk-1"), List.of(), List.of("*"), List.of("*"), List.of(), false);
        Roles grown = new Roles(List.of(SUPPORT, BILLING, more), null);
        assertThat(grown.keep(first, roles)).isFalse();
        assertThat(grown.keep(second, roles)).isTrue();
        assertThat(new Roles(List.of(SUPPORT), null).keep(second, roles)).isFalse();
        assertThat(grown.keep(Access.EVERYTHING, roles)).isFalse();
    }
}
