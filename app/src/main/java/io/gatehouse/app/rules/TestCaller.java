package io.gatehouse.app.rules;

import io.gatehouse.app.config.AuthSettings;
import io.gatehouse.app.config.RuleTest;
import io.gatehouse.policy.Roles;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerId.Kind;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The caller of a test of rules.
final class TestCaller {
    /// The issuer of tokens in tests that does not matter: rules ask for claims.
    private static final String ISSUER = "https://issuer.example";

    private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};

    private TestCaller() {}

    /// As rules see it.
    static Caller of(RuleTest.Who who, AuthSettings auth) {
        return new Caller(id(who, auth), who.user(), named(who), scopes(who), claims(who.claims()), "", "");
    }

    /// The names of the caller's roles: those that the test gives it, or the configuration.
    static List<String> roles(RuleTest.Who who, AuthSettings auth) {
        List<String> given = who.roles();
        return given == null
                ? new Roles(auth.roles(), auth.anonymousRole())
                        .of(of(who, auth))
                        .roles()
                : given;
    }

    private static CallerId id(RuleTest.Who who, AuthSettings auth) {
        if (who.claims() != null) {
            String issuer = auth.tokens().issuers().isEmpty()
                    ? ISSUER
                    : auth.tokens().issuers().getFirst().name();
            return new CallerId(Kind.TOKEN, issuer, who.name(), "", who.tenant());
        }
        Kind kind = who.name().equals(Caller.ANONYMOUS.name()) ? Kind.ANONYMOUS : Kind.KEY;
        return new CallerId(kind, stored(who, auth) ? "stored" : "", who.name(), "", who.tenant());
    }

    private static boolean stored(RuleTest.Who who, AuthSettings auth) {
        return who.roles() != null
                && !who.name().equals(Caller.ANONYMOUS.name())
                && auth.keys().stream().noneMatch(key -> key.name().equals(who.name()));
    }

    private static Set<String> named(RuleTest.Who who) {
        List<String> given = who.roles();
        return given == null ? Set.of() : Set.copyOf(given);
    }

    private static Set<String> scopes(RuleTest.Who who) {
        return who.claims() == null ? Set.of() : Set.of(Caller.ANY_SCOPE);
    }

    private static Map<String, Object> claims(@Nullable Slice json) {
        return json == null ? Map.of() : JsonMapper.shared().readValue(json.text(), CLAIMS);
    }
}
