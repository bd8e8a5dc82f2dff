package io.gatehouse.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import io.gatehouse.identity.Authentication;
import io.gatehouse.identity.Authentication.Authenticated;
import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Pending;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.identity.Authentication.Unavailable;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which tokens count, and whom they are about.
class TokensTest {
    private static final Issuer ISSUER = issuer(ClaimNames.DEFAULT, true);
    private static final String MCP = "/mcp";

    private Instant now = Signer.NOW;
    private byte[] published = Signer.published(Signer.RSA, Signer.EC);
    private final AtomicInteger fetches = new AtomicInteger();
    private boolean away;
    private Tokens tokens = with(ISSUER);

    private static Issuer issuer(ClaimNames claims, boolean scoped) {
        return new Issuer(
                Signer.ISSUER,
                null,
                Set.copyOf(Issuer.USUAL),
                Set.of("gatehouse"),
                claims,
                scoped,
                Duration.ofSeconds(30));
    }

    private Tokens with(Issuer issuer) {
        TokenRules rules = new TokenRules(
                "https://gw.example.com",
                List.of(issuer),
                List.of("mcp:read"),
                Set.of("groups", "realm_access.roles"),
                Lives.DEFAULT);
        return new Tokens(
                rules,
                from -> {
                    fetches.incrementAndGet();
                    if (away) {
                        throw new IOException("it is away");
                    }
                    return published;
                },
                () -> now,
                null);
    }

    /// Waits for keys as a request does.
    private Authentication shown(String token, String path) {
        Authentication found = tokens.authenticate(token, path);
        while (found instanceof Pending pending) {
            pending.fetched().toCompletableFuture().join();
            found = tokens.authenticate(token, path);
        }
        return found;
    }

    private Caller caller(String token) {
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
        return ((Authenticated) shown(token, MCP)).caller();
    }

    private void refused(String token, Fault fault) {
        refused(token, MCP, fault);
    }

    private void refused(String token, String path, Fault fault) {
        assertThat(shown(token, path)).as(path).isInstanceOf(Refused.class);
        assertThat(((Refused) shown(token, path)).fault()).as(path).isEqualTo(fault);
    }

    @Test
    void aTokenSaysWhoCallsAndWhatItIsFor() throws Exception {
        Caller caller = caller(Signer.token(claims -> claims.claim("groups", List.of("support", "all"))
                .claim("realm_access", Map.of("roles", List.of("agent")))
                .claim("email", "alice@example.com")));
        assertThat(caller.id()).isEqualTo(new CallerId(CallerId.Kind.TOKEN, Signer.ISSUER, "alice", "desk", ""));
        assertThat(caller.user()).isEqualTo("alice");
        assertThat(caller.name()).isEqualTo("login.example.com/tenant/alice");
        assertThat(caller.scopes()).containsExactlyInAnyOrder("mcp:read", "crm:write");
        assertThat(caller.roles()).isEmpty();
        assertThat(caller.claims())
                .isEqualTo(Map.of("groups", List.of("support", "all"), "realm_access.roles", List.of("agent")));
    }

    /// A rule may deny by any value, however many groups somebody is in.
    @Test
    void allValuesOfAClaimCount() throws Exception {
        List<String> groups =
                IntStream.range(0, 900).mapToObj(each -> "g" + each).toList();
        Caller caller = caller(Signer.token(claims -> claims.claim("groups", groups)));
        assertThat(caller.claims()).containsEntry("groups", groups);
    }

    @Test
    void claimsMaySayTenantUserRolesAndScopesUnderOtherNames() throws Exception {
        tokens = with(issuer(new ClaimNames("org", "email", "realm_access.roles", List.of("permissions")), true));
        Caller caller = caller(Signer.token(claims -> claims.claim("org", "acme")
                .claim("email", "a@example.com")
                .claim("permissions", List.of("mcp:write", "*", "provider:all"))
                .claim("realm_access", Map.of("roles", List.of("support", "local commands")))));
        assertThat(caller.tenant()).isEqualTo("acme");
        assertThat(caller.user()).isEqualTo("a@example.com");
        assertThat(caller.roles()).containsExactly("support");
        assertThat(caller.scopes()).containsExactly("mcp:write");
        refused(Signer.token(), Fault.TOKEN_INCOMPLETE);
    }

    @Test
    void scopesAreIgnoredWhereTheIssuerSaysSo() throws Exception {
        tokens = with(issuer(ClaimNames.DEFAULT, false));
        assertThat(caller(Signer.token()).scopes()).containsExactly(Caller.ANY_SCOPE);
    }

    @Test
    void aTokenWithoutScopesIsForNothing() throws Exception {
        assertThat(caller(Signer.token(claims -> claims.claim("scope", null))).scopes())
                .isEmpty();
    }

    @Test
    void aProgramWithoutAPersonIsKnownByItsClient() throws Exception {
        assertThat(caller(Signer.token(claims -> claims.subject(null))).id().subject())
                .isEqualTo("desk");
        refused(Signer.token(claims -> claims.subject(null).claim("azp", null)), Fault.TOKEN_INCOMPLETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u001b[31m", "a\u202eb", "a\u2028b", "a\0", "x"})
    void namesThatWouldForgeLogsAreRefused(String subject) throws Exception {
        String name = subject.equals("x") ? "x".repeat(257) : subject;
        refused(Signer.token(claims -> claims.subject(name)), Fault.TOKEN_INCOMPLETE);
        refused(Signer.token(claims -> claims.claim("azp", name)), Fault.TOKEN_INCOMPLETE);
    }

    static Stream<String> signed() throws Exception {
        JWTClaimsSet claims = Signer.claims().build();
        return Stream.of(
                Signer.rsa(Signer.RSA, Signer.header("RS256", "rsa-1").build(), claims),
                Signer.rsa(Signer.RSA, Signer.header("PS256", "rsa-1").build(), claims),
                Signer.ec(Signer.EC, Signer.header("ES256", "ec-1").build(), claims),
                Signer.ec(Signer.EC, Signer.header("ES256", "ec-1").type(null).build(), claims),
                Signer.ec(
                        Signer.EC,
                        Signer.header("ES256", "ec-1").type(JOSEObjectType.JWT).build(),
                        claims),
                Signer.ec(Signer.EC, Signer.header("ES256", null).build(), claims));
    }

    @ParameterizedTest
    @MethodSource
    void signed(String token) {
        assertThat(caller(token).id().subject()).isEqualTo("alice");
    }

    @Test
    void ed25519Counts() throws Exception {
        KeyPair pair = Signer.ed25519();
        byte[] point = ((EdECPublicKey) pair.getPublic()).getEncoded();
        byte[] x = Arrays.copyOfRange(point, point.length - 32, point.length);
        published = Signer.published(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                .keyID("ed")
                .build());
        String token = Signer.ed25519(pair, "ed");
        assertThat(caller(token).id().subject()).isEqualTo("alice");
        refused(token.substring(0, token.length() - 8) + "AAAAAAAA", Fault.TOKEN_INVALID);
    }

    private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"ec-1\"}";

    /// Those that are signed with the right key are what an issuer might be made to sign.
    static Stream<String> forged() throws Exception {
        JWTClaimsSet claims = Signer.claims().build();
        RSAKey other = Signer.rsa("rsa-1", 2048);
        String right = Signer.token();
        String[] parts = right.split("\\.");
        return Stream.of(
                Signer.unsigned("{\"alg\":\"none\"}"),
                Signer.unsigned("{\"alg\":\"None\",\"kid\":\"ec-1\"}"),
                Signer.unsigned("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}"),
                Signer.mac(Signer.RSA.toRSAPublicKey().getEncoded(), "rsa-1"),
                Signer.mac(pem().getBytes(StandardCharsets.US_ASCII), "rsa-1"),
                Signer.mac(Signer.RSA.getModulus().decode(), "rsa-1"),
                Signer.rsa(other, Signer.header("RS256", "rsa-1").build(), claims),
                Signer.rsa(
                        other,
                        Signer.header("RS256", "rsa-1").jwk(other.toPublicJWK()).build(),
                        claims),
                Signer.rsa(Signer.RSA, Signer.header("RS384", "rsa-1").build(), claims),
                Signer.rsa(Signer.RSA, Signer.header("RS256", "ec-1").build(), claims),
                Signer.ec(
                        Signer.EC,
                        Signer.header("ES256", "ec-1")
                                .type(new JOSEObjectType("logout+jwt"))
                                .build(),
                        claims),
                Signer.ec(
                        Signer.EC,
                        Signer.header("ES256", "ec-1")
                                .criticalParams(Set.of("exp"))
                                .customParam("exp", 1)
                                .build(),
                        claims),
                Signer.ec(Signer.ec("ec-1"), Signer.header("ES256", "ec-1").build(), claims),
                Signer.rsa(
                        other,
                        Signer.header("RS256", "rsa-1")
                                .jwkURL(URI.create("https://evil.example/keys"))
                                .x509CertURL(URI.create("https://evil.example/chain"))
                                .build(),
                        claims),
                Signer.text("{\"alg\":\"ES256\",\"kid\":\"ec-1\",\"b64\":false}", claims.toString()),
                Signer.text("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"ec-1\"}", claims.toString()),
                Signer.text(HEADER, "{\"sub\":\"root\"," + claims.toString().substring(1)),
                Signer.text(HEADER, claims.toString().replace("}", ",\"scope\":\"mcp:destroy\"}")),
                Signer.text(HEADER, "[" + claims + "]"),
                Signer.text(HEADER, "\"" + Signer.ISSUER + "\""),
                Signer.text(HEADER, claims.toString().replaceFirst("\"exp\":[0-9]+", "\"exp\":\"never\"")),
                Signer.text(HEADER, claims.toString().replaceFirst("\"exp\":[0-9]+", "\"exp\":[9999999999]")),
                parts[0] + "." + Base64URL.encode(claims.toString().replace("alice", "root")) + "." + parts[2],
                right + "x",
                parts[0] + "." + parts[1] + "." + Base64URL.encode(new byte[64]),
                parts[0] + "." + parts[1] + ".",
                "eyJ..",
                "eyJ.eyJ.eyJ",
                Base64URL.encode("{".repeat(5_000)) + "." + parts[1] + "." + parts[2],
                Base64URL.encode("{\"alg\":\"ES256\",\"kid\":7}") + "." + parts[1] + "." + parts[2],
                right + "A".repeat(Tokens.MOST_LENGTH));
    }

    private static String pem() throws JOSEException {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(Signer.RSA.toRSAPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @ParameterizedTest
    @MethodSource
    void forged(String token) {
        refused(token, Fault.TOKEN_INVALID);
    }

    private record Wrong(Consumer<JWTClaimsSet.Builder> change, Fault fault) {}

    static Stream<Wrong> wrong() {
        Instant now = Signer.NOW;
        return Stream.of(
                new Wrong(claims -> claims.issuer("https://login.example.com/tenant/"), Fault.TOKEN_ISSUER),
                new Wrong(claims -> claims.issuer(null), Fault.TOKEN_ISSUER),
                new Wrong(claims -> claims.expirationTime(null), Fault.TOKEN_INVALID),
                new Wrong(claims -> claims.expirationTime(Date.from(now.minusSeconds(30))), Fault.TOKEN_EXPIRED),
                new Wrong(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(31))), Fault.TOKEN_EARLY),
                new Wrong(claims -> claims.issueTime(Date.from(now.plusSeconds(31))), Fault.TOKEN_EARLY),
                new Wrong(claims -> claims.audience(List.of()), Fault.TOKEN_AUDIENCE),
                new Wrong(claims -> claims.audience("https://gw.example.com"), Fault.TOKEN_AUDIENCE),
                new Wrong(claims -> claims.audience("https://gw.example.com/v1"), Fault.TOKEN_AUDIENCE),
                new Wrong(claims -> claims.audience("https://gw.example.com/mcp/crm"), Fault.TOKEN_AUDIENCE),
                new Wrong(claims -> claims.audience("https://gw.example.com/mcp/"), Fault.TOKEN_AUDIENCE));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Wrong wrong) throws Exception {
        refused(Signer.token(wrong.change()), wrong.fault());
    }

    @Test
    void clocksMayDifferALittle() throws Exception {
        assertThat(caller(Signer.token(claims -> claims.expirationTime(Date.from(now.minusSeconds(29)))
                                .issueTime(Date.from(now.plusSeconds(29)))))
                        .id()
                        .subject())
                .isEqualTo("alice");
    }

    @Test
    void aTokenIsForTheToolsetOrDoorThatItNames() throws Exception {
        String one = Signer.token(claims -> claims.audience("https://gw.example.com/mcp/crm"));
        assertThat(shown(one, "/mcp/crm")).isInstanceOf(Authenticated.class);
        assertThat(shown(one, "/mcp/crm/")).isInstanceOf(Authenticated.class);
        assertThat(shown(one, "/sse/crm")).isInstanceOf(Authenticated.class);
        for (String path : List.of(
                "/mcp",
                "/mcp/",
                "/mcp/other",
                "/mcp/cr%6d",
                "/mcp/CRM",
                "/mcp/crm/x",
                "/v1/messages",
                "/metrics",
                "/admin")) {
            refused(one, path, Fault.TOKEN_AUDIENCE);
        }
        String all = Signer.token();
        assertThat(shown(all, "/mcp/crm")).isInstanceOf(Authenticated.class);
        assertThat(shown(all, "/v1/messages")).isInstanceOf(Refused.class);
        String model = Signer.token(claims -> claims.audience(List.of("other", "https://gw.example.com/v1")));
        assertThat(shown(model, "/v1/messages")).isInstanceOf(Authenticated.class);
        assertThat(shown(model, "/mcp")).isInstanceOf(Refused.class);
        String named = Signer.token(claims -> claims.audience("gatehouse"));
        assertThat(shown(named, "/mcp/crm")).isInstanceOf(Authenticated.class);
        assertThat(shown(named, "/v1/messages")).isInstanceOf(Authenticated.class);
        assertThat(shown(named, "/admin/v1")).isInstanceOf(Refused.class);
        assertThat(shown(named, "/metrics")).isInstanceOf(Refused.class);
    }

    @Test
    void operatorsAreToldWhatATokenIsForAndWhatItShouldBeFor() throws Exception {
        String odd = "a\n\u2028\"" + "x".repeat(300);
        String token = Signer.token(claims -> claims.audience(List.of("https://gw.example.com/mcp/crm", odd)));
        assertThat(((Refused) shown(token, "/mcp/docs")).detail())
                .isEqualTo("Its audience is \"a??\\\"" + "x".repeat(96)
                        + "…\", \"https://gw.example.com/mcp/crm\"; here it must have one of \"gatehouse\","
                        + " \"https://gw.example.com/mcp\", \"https://gw.example.com/mcp/docs\".");
        assertThat(((Refused) shown(token, "/metrics")).detail()).isEqualTo("No token can be used for this path.");
        assertThat(((Refused) shown(Signer.token(claims -> claims.issuer("https://evil.example.com")), MCP)).detail())
                .isEqualTo("Its issuer is \"https://evil.example.com\".");
        String without = Signer.token(claims -> claims.audience((String) null));
        assertThat(((Refused) shown(without, MCP)).detail()).startsWith("Its audience is nothing; here");
        List<String> many = IntStream.range(0, 9).mapToObj(Integer::toString).toList();
        assertThat(((Refused) shown(Signer.token(claims -> claims.audience(many)), MCP)).detail())
                .startsWith("Its audience is \"0\", \"1\", \"2\", \"3\", \"4\" and 4 more; here");
    }

    /// Some issuers change a key and keep its name.
    @Test
    void aNewKeyUnderAnOldNameIsFetchedAtMostOnceInAWhile() throws Exception {
        assertThat(shown(Signer.token(), MCP)).isInstanceOf(Authenticated.class);
        ECKey next = Signer.ec("ec-1");
        published = Signer.published(next);
        String token = Signer.ec(
                next, Signer.header("ES256", "ec-1").build(), Signer.claims().build());
        refused(token, Fault.TOKEN_INVALID);
        assertThat(fetches).hasValue(1);
        now = now.plusSeconds(11);
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
        assertThat(fetches).hasValue(2);
        now = now.plusSeconds(11);
        ECKey stranger = Signer.ec("ec-1");
        for (int number = 0; number < 100; number++) {
            refused(
                    Signer.ec(
                            stranger,
                            Signer.header("ES256", "ec-1").build(),
                            Signer.claims().build()),
                    Fault.TOKEN_INVALID);
        }
        assertThat(fetches).hasValue(3);
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
    }

    @Test
    void aTokenThatWasFoundRightIsForgottenAtItsEnd() throws Exception {
        String token = Signer.token(claims -> claims.expirationTime(Date.from(now.plusSeconds(10))));
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
        now = now.plusSeconds(39);
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
        now = now.plusSeconds(1);
        refused(token, Fault.TOKEN_EXPIRED);
    }

    @Test
    void aKeyThatWasWithdrawnCountsForAMinuteAtMostOnceThatIsKnown() throws Exception {
        String token = Signer.token(claims -> claims.expirationTime(Date.from(now.plusSeconds(9_000))));
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
        published = Signer.published(Signer.ec("ec-2"));
        now = now.plus(IssuerKeys.OLD).plusSeconds(1);
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        for (int number = 0; shown(fresh(number), MCP) instanceof Authenticated; number++) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
        now = now.plusSeconds(61);
        refused(token, Fault.TOKEN_INVALID);
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws Exception {
        assertThat(shown(Signer.token(), MCP)).isInstanceOf(Authenticated.class);
        var next = Signer.ec("ec-2");
        published = Signer.published(next, Signer.EC);
        now = now.plusSeconds(11);
        assertThat(shown(
                        Signer.ec(
                                next,
                                Signer.header("ES256", "ec-2").build(),
                                Signer.claims().build()),
                        MCP))
                .isInstanceOf(Authenticated.class);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void aFloodOfUnknownKeysIsNoFloodOfFetches() throws Exception {
        assertThat(shown(Signer.token(), MCP)).isInstanceOf(Authenticated.class);
        now = now.plusSeconds(11);
        for (int number = 0; number < 500; number++) {
            assertThat(shown(
                            Signer.ec(
                                    Signer.EC,
                                    Signer.header("ES256", "made-up-" + number).build(),
                                    Signer.claims().build()),
                            MCP))
                    .isEqualTo(new Refused(Fault.TOKEN_INVALID));
        }
        assertThat(fetches).hasValue(2);
        assertThat(shown(Signer.token(), MCP)).isInstanceOf(Authenticated.class);
    }

    @Test
    void theLastKeysGoOnForAWhileWhenTheIssuerIsAway() throws Exception {
        String token = Signer.token(claims -> claims.expirationTime(Date.from(now.plusSeconds(90_000))));
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
        away = true;
        now = now.plus(IssuerKeys.KEPT).minusSeconds(61);
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
        now = now.plusSeconds(62);
        assertThat(shown(token, MCP)).isInstanceOf(Unavailable.class);
        away = false;
        now = now.plusSeconds(11);
        assertThat(shown(token, MCP)).isInstanceOf(Authenticated.class);
    }

    @Test
    void withoutAnyKeysNothingCanBeTold() throws Exception {
        away = true;
        assertThat(tokens.authenticate(Signer.token(), MCP)).isInstanceOf(Pending.class);
        assertThat(shown(Signer.token(), MCP)).isInstanceOf(Unavailable.class);
    }

    @Test
    void keysThatMustNotOrCannotCheckSignaturesAreLeftOut() throws Exception {
        RSAKey weak = Signer.rsa("weak", 1024);
        RSAKey secret = new RSAKey.Builder(Signer.rsa("enc", 2048))
                .keyUse(KeyUse.ENCRYPTION)
                .build();
        String other = "{\"kty\":\"oct\",\"kid\":\"oct\",\"k\":\"" + Base64URL.encode(new byte[32]) + "\"}";
        String odd = "{\"kty\":\"EC\",\"kid\":\"odd\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}";
        String huge = "{\"kty\":\"RSA\",\"kid\":\"huge\",\"e\":\"AQAB\",\"n\":\""
                + Base64URL.encode(HexFormat.of().parseHex("ff".repeat(8_192))) + "\"}";
        String one = "{\"kty\":\"RSA\",\"kid\":\"one\",\"e\":\"AQ\",\"n\":\"" + Signer.RSA.getModulus() + "\"}";
        published = ("{\"keys\":[" + other + "," + odd + "," + huge + "," + one + "," + weak.toPublicJWK() + ","
                        + secret.toPublicJWK() + "," + Signer.EC.toPublicJWK() + "]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(KeySet.parse(published).keys()).extracting(VerifyingKey::id).containsExactly("ec-1");
        assertThat(caller(Signer.token()).id().subject()).isEqualTo("alice");
        refused(
                Signer.rsa(
                        weak,
                        Signer.header("RS256", "weak").build(),
                        Signer.claims().build()),
                Fault.TOKEN_INVALID);
        refused(Signer.mac(new byte[32], "oct"), Fault.TOKEN_INVALID);
    }

    @Test
    void ofManyKeysWithOneNameOnlyAFewAreTried() throws Exception {
        String keys = Stream.generate(() -> Signer.EC.toPublicJWK().toString())
                .limit(500)
                .reduce((one, next) -> one + "," + next)
                .orElseThrow();
        KeySet set = KeySet.parse(("{\"keys\":[" + keys + "]}").getBytes(StandardCharsets.UTF_8));
        assertThat(set.keys()).hasSize(KeySet.MOST);
        assertThat(set.candidates("ec-1", "ES256")).hasSizeLessThan(5);
        assertThat(set.candidates("", "ES256")).hasSizeLessThan(5);
    }

    @Test
    void aTokenOfOursIsRecognizedWhereverItStands() throws Exception {
        assertThat(tokens.holds(Signer.token())).isTrue();
        assertThat(tokens.holds(Signer.token(claims -> claims.issuer("https://other.example"))))
                .isFalse();
        assertThat(tokens.holds("sk-ant-key")).isFalse();
    }

    private static String fresh(int number) throws Exception {
        Date later = Date.from(Signer.NOW.plusSeconds(9_000));
        return Signer.token(claims -> claims.subject("caller-" + number).expirationTime(later));
    }
}
