package io.gatehouse.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which scopes a client is told to ask its issuer for: those of the next token, and none that the issuer lacks.
class StepUpTest {
    private static final List<String> USUAL = List.of("mcp:read", "mcp:write");

    private static Caller caller(CallerId.Kind kind, String... scopes) {
        return Caller.of(new CallerId(kind, Signer.ISSUER, "alice", "desk", "")).with(Set.of(scopes));
    }

    private static String scopes(List<String> known, String wanted, String... held) {
        return new StepUp(known).scopes(caller(CallerId.Kind.TOKEN, held), List.of(wanted));
    }

    @Test
    void theNextTokenNeedsWhatTheCallerHasAndWhatItLacks() {
        assertThat(scopes(USUAL, "crm:write", "mcp:read")).isEqualTo("mcp:read mcp:write");
        assertThat(scopes(USUAL, "crm:read", "mcp:write")).isEqualTo("mcp:read mcp:write");
        assertThat(scopes(USUAL, "crm:write")).isEqualTo("mcp:write");
        assertThat(scopes(USUAL, "crm:write", "docs:read", "crm:read")).isEqualTo("mcp:write crm:read docs:read");
    }

    @Test
    void anExactScopeIsNamedWhereTheIssuerHasIt() {
        List<String> known = List.of("mcp:read", "mcp:write", "crm:write");
        assertThat(scopes(known, "crm:write", "mcp:read")).isEqualTo("mcp:read crm:write");
        assertThat(scopes(known, "docs:write", "mcp:read")).isEqualTo("mcp:read mcp:write");
    }

    @Test
    void nothingIsToldWhereNoTokenWouldHelp() {
        assertThat(scopes(USUAL, "crm:destroy", "mcp:read")).isEmpty();
        assertThat(scopes(List.of(), "crm:read")).isEmpty();
        assertThat(new StepUp(USUAL).scopes(caller(CallerId.Kind.DELEGATE), List.of("crm:read")))
                .isEmpty();
        assertThat(new StepUp(USUAL).scopes(caller(CallerId.Kind.KEY), List.of("crm:read")))
                .isEmpty();
    }
}
