package io.gatehouse.identity.tokens;

import static java.util.Map.entry;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerToken;
import io.gatehouse.seal.SigningKey;
import io.gatehouse.seal.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tokens that the gateway itself signs and checks. They are JWTs of RFC 9068, so that others can check them too; what
/// the gateway needs beyond that is in the claim [#OWN].
public final class OwnTokens {
    /// The scope by which other tokens can be made from a token.
    static final String DELEGATE = "delegate";

    private static final String OWN = "gatehouse";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

    private final String issuer;
    private final SigningKeys keys;
    private final InstantSource clock;

    /// @param issuer the URL of the gateway
    public OwnTokens(String issuer, SigningKeys keys, InstantSource clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
    }

    /// Signs a token.
    String make(OwnToken token) {
        CallerId from = token.from().id();
        String maker = from.kind() == CallerId.Kind.KEY ? from.subject() : from.client();
        String subject = token.user().isEmpty() ? from.subject() : token.user();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject)
                .audience(List.copyOf(new TreeSet<>(token.audience())))
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(token.until()))
                .jwtID(token.id())
                .claim("client_id", maker)
                .claim(OWN, own(token));
        String scope = scope(token);
        if (!token.from().scopes().contains(Caller.ANY_SCOPE) || token.delegates()) {
            claims.claim("scope", scope);
        }
        if (!token.user().isEmpty()) {
            claims.claim("act", Map.of("sub", maker));
        }
        SigningKey key = keys.newest();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .keyID(key.id())
                .type(TYPE)
                .build();
        String signed = header.toBase64URL() + "." + claims.build().toPayload().toBase64URL();
        return signed + "." + Base64URL.encode(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /// The scopes as a token and the answer to who asked for it name them.
    static String scope(OwnToken token) {
        Set<String> names = new TreeSet<>(token.from().scopes());
        if (token.delegates()) {
            names.add(DELEGATE);
        }
        return String.join(" ", names);
    }

    private static Map<String, Object> own(OwnToken token) {
        CallerId from = token.from().id();
        List<String> ids = token.token().ids();
        return Map.ofEntries(
                entry("kind", from.kind().name()),
                entry("issuer", from.issuer()),
                entry("subject", from.subject()),
                entry("client", from.client()),
                entry("tenant", from.tenant()),
                entry("print", token.print()),
                entry("person", token.from().user()),
                entry("user", token.user()),
                entry("scopes", List.copyOf(token.from().scopes())),
                entry("roles", List.copyOf(token.from().roles())),
                entry("claims", token.from().claims()),
                entry("chain", ids.subList(0, ids.size() - 1)),
                entry("session", token.token().session()));
    }

    /// Whether a token says that it is of this gateway.
    public boolean claims(SignedJWT token) throws ParseException {
        return issuer.equals(token.getJWTClaimsSet().getIssuer());
    }

    /// What a token says; null when it was not signed by this gateway, or says nothing that it would say. Whether it
    /// is over is not looked at.
    @Nullable
    public OwnToken read(SignedJWT token) {
        JWSHeader header = token.getHeader();
        SigningKey key = header.getKeyID() == null || !header.getAlgorithm().equals(JWSAlgorithm.EdDSA)
                ? null
                : keys.find(header.getKeyID());
        boolean plain = TYPE.equals(header.getType()) && header.getCriticalParams() == null;
        if (key == null
                || !plain
                || !key.verify(token.getSigningInput(), token.getSignature().decode())) {
            return null;
        }
        try {
            JWTClaimsSet claims = token.getJWTClaimsSet();
            return claims.getJSONObjectClaim(OWN) instanceof Map<String, Object> own ? of(claims, own) : null;
        } catch (ParseException | IllegalArgumentException malformed) {
            return null;
        }
    }

    private static OwnToken of(JWTClaimsSet claims, Map<String, Object> own) {
        CallerId id = new CallerId(
                CallerId.Kind.valueOf(text(own, "kind")),
                text(own, "issuer"),
                text(own, "subject"),
                text(own, "client"),
                text(own, "tenant"));
        Map<String, Object> said = own.get("claims") instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), Map.Entry::getValue))
                : Map.of();
        Caller from =
                new Caller(id, text(own, "person"), texts(own.get("roles")), texts(own.get("scopes")), said, "", "");
        Instant until = claims.getExpirationTime() == null
                ? Instant.EPOCH
                : claims.getExpirationTime().toInstant();
        boolean delegates = claims.getClaim("scope") instanceof String scope
                && List.of(scope.split(" ")).contains(DELEGATE);
        return new OwnToken(
                from,
                text(own, "print"),
                text(own, "user"),
                Set.copyOf(claims.getAudience()),
                until,
                delegates,
                new CallerToken(ids(own.get("chain"), claims.getJWTID()), text(own, "session")));
    }

    private static List<String> ids(@Nullable Object chain, @Nullable String own) {
        List<String> ids = new ArrayList<>();
        if (chain instanceof List<?> before) {
            before.forEach(id -> ids.add(String.valueOf(id)));
        }
        ids.add(own == null ? "" : own);
        return ids;
    }

    private static String text(Map<String, Object> from, String name) {
        return from.get(name) instanceof String text ? text : "";
    }

    private static Set<String> texts(@Nullable Object value) {
        Set<String> all = new HashSet<>();
        if (value instanceof Collection<?> several) {
            several.forEach(each -> all.add(String.valueOf(each)));
        }
        return all;
    }

    /// The public keys (RFC 7517).
    public String keySet() {
        return keys.all().stream()
                .map(key -> "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + Base64URL.encode(key.point())
                        + "\",\"kid\":\"" + key.id() + "\",\"use\":\"sig\",\"alg\":\"EdDSA\"}")
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }
}
