package io.gatehouse.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.identity.tokens.Lives;
import io.gatehouse.identity.tokens.ServerTokens;
import io.gatehouse.identity.tokens.TokenRules;
import io.gatehouse.identity.tokens.TokenWatch;
import io.gatehouse.identity.tokens.Tokens;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerId.Kind;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import io.gatehouse.seal.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tokens that tell servers who calls.
final class ServerTokensTest {
    private static final String GATEWAY = "https://gw.example.com";
    private static final String SERVER = "https://crm.example.com/mcp";

    private Instant now = Instant.parse("2026-07-28T00:00:00Z");
    private final SigningKeys keys = new SigningKeys(KeyRing.inMemory(KeyRotation.DEFAULT, () -> now), "tokens");
    private final ServerTokens tokens = new ServerTokens(GATEWAY, keys, () -> now);

    private JWTClaimsSet claims(CallerId caller) throws Exception {
        return SignedJWT.parse(tokens.token(Caller.of(caller), SERVER)).getJWTClaimsSet();
    }

    @Test
    void aTokenSaysWhoCalls() throws Exception {
        JWTClaimsSet claims = claims(new CallerId(Kind.TOKEN, "https://login/realms/a", "alice", "agent", "acme"));
        assertThat(claims.getIssuer()).isEqualTo(GATEWAY);
        assertThat(claims.getSubject()).isEqualTo("https://login/realms/a#alice");
        assertThat(claims.getAudience()).containsExactly(SERVER);
        assertThat(claims.getClaim("tenant")).isEqualTo("acme");
        assertThat(claims.getClaim("client_id")).isEqualTo("agent");
        assertThat(claims.getClaim("act")).isNull();
        assertThat(claims.getExpirationTime().toInstant()).isEqualTo(now.plus(Duration.ofMinutes(5)));
    }

    @Test
    void aTokenOfWhoActsForAnotherSaysBoth() throws Exception {
        JWTClaimsSet ofKey = claims(CallerId.delegate(CallerId.ofStoredKey("id", "desk", "acme"), "alice"));
        assertThat(ofKey.getSubject()).isEqualTo("key:desk:id#alice");
        assertThat(ofKey.getClaim("act")).isEqualTo(Map.of("sub", "key:desk:id"));
        JWTClaimsSet ofToken =
                claims(CallerId.delegate(new CallerId(Kind.TOKEN, "https://login", "bob", "agent", ""), "alice"));
        assertThat(ofToken.getSubject()).isEqualTo("https://login#alice");
        assertThat(ofToken.getClaim("act")).isEqualTo(Map.of("sub", "https://login#agent"));
    }

    @Test
    void noTwoCallersOfATenantHaveTheSameSubject() throws Exception {
        Set<String> subjects = new HashSet<>();
        List<CallerId> callers = List.of(
                CallerId.ofKey("alice"),
                CallerId.local("alice"),
                CallerId.ofStoredKey("id", "alice", ""),
                CallerId.ofStoredKey("other", "alice", ""),
                CallerId.delegate(CallerId.ofKey("alice"), "id"),
                new CallerId(Kind.KEY, CallerId.CERTIFICATE, "alice", "spiffe://acme/1", ""),
                new CallerId(Kind.KEY, CallerId.CERTIFICATE, "alice", "spiffe://acme/2", ""),
                CallerId.ANONYMOUS,
                CallerId.ofKey("anonymous"),
                new CallerId(Kind.LOCAL, "", "", "", ""),
                new CallerId(Kind.TOKEN, "https://login/a", "alice", "", ""),
                new CallerId(Kind.TOKEN, "https://login/b", "alice", "", ""),
                new CallerId(Kind.DELEGATE, "id", "alice", "desk", ""));
        for (CallerId caller : callers) {
            subjects.add(claims(caller).getSubject());
        }
        assertThat(subjects).hasSameSizeAs(callers);
    }

    @Test
    void aTokenIsUsedUntilAMinuteBeforeItsEnd() {
        Caller caller = Caller.ofKey("ci");
        String first = tokens.token(caller, SERVER);
        now = now.plus(Duration.ofMinutes(4)).minusSeconds(1);
        assertThat(tokens.token(caller, SERVER)).isEqualTo(first);
        now = now.plusSeconds(1);
        assertThat(tokens.token(caller, SERVER)).isNotEqualTo(first);
        assertThat(tokens.token(caller, "https://other")).isNotEqualTo(tokens.token(caller, SERVER));
    }

    @Test
    void noneOpensTheGatewayWhateverItsAudience() {
        TokenRules rules = new TokenRules(GATEWAY, List.of(), List.of(), Set.of(), Lives.DEFAULT);
        KeyAuthenticator known = new KeyAuthenticator(
                List.of(new KeyAuthenticator.Key("ci", new byte[32], Set.of(), false)),
                StoredCallers.NONE,
                true,
                false);
        TokenWatch watch = new TokenWatch(() -> now);
        Tokens outside = new Tokens(rules, issuer -> new byte[0], () -> now, null, watch.ends());
        OwnTokenIssuer issuer = new OwnTokenIssuer(rules, known, outside, keys, () -> now, watch);
        assertThat(issuer.open()).isTrue();
        for (String audience : List.of(GATEWAY, GATEWAY + "/mcp", GATEWAY + "/v1", SERVER)) {
            String token = tokens.token(Caller.ofKey("ci"), audience);
            assertThat(issuer.authenticate(token, new Credentials("Bearer " + token, null, () -> "")))
                    .isInstanceOf(Refused.class);
            assertThat(issuer.holds(token)).isTrue();
        }
    }
}
