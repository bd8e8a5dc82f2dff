package io.gatehouse.identity.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.SigningKey;
import io.gatehouse.seal.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/// Tokens that tell a server behind the gateway who calls. Each is for one server. None lets anybody into the gateway,
/// whatever its audience: they have another type than [OwnTokens], and lack what those need.
public final class ServerTokens {
    private static final JOSEObjectType TYPE = JOSEObjectType.JWT;
    private static final Duration LIFE = Duration.ofMinutes(5);
    /// A token is used until so long before its end.
    private static final Duration SPARE = Duration.ofMinutes(1);

    private static final int MOST_KEPT = 10_000;

    private final String issuer;
    private final SigningKeys keys;
    private final InstantSource clock;
    private final Cache<Shown, Made> made =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    /// What a token says.
    private record Shown(CallerId caller, String user, String audience) {}

    private record Made(String token, Instant until) {}

    /// @param issuer the URL of the gateway
    public ServerTokens(String issuer, SigningKeys keys, InstantSource clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
    }

    /// A token that is valid for a minute at least.
    ///
    /// @param caller who calls; one without a subject for the gateway itself
    /// @param audience the server
    public String token(Caller caller, String audience) {
        Shown shown = new Shown(caller.id(), caller.user(), audience);
        Made known = made.getIfPresent(shown);
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.until().minus(SPARE))) {
            return known.token();
        }
        Instant until = now.plus(LIFE);
        String token = signed(shown, now, until);
        made.put(shown, new Made(token, until));
        return token;
    }

    private String signed(Shown shown, Instant now, Instant until) {
        CallerId caller = shown.caller();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject(caller))
                .audience(shown.audience())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(until))
                .jwtID(UUID.randomUUID().toString());
        if (!caller.tenant().isEmpty()) {
            claims.claim("tenant", caller.tenant());
        }
        if (!shown.user().isEmpty()) {
            claims.claim("user", shown.user());
        }
        if (!caller.client().isEmpty()) {
            claims.claim("client_id", caller.client());
        }
        if (caller.kind() == CallerId.Kind.DELEGATE) {
            claims.claim("act", Map.of("sub", actor(caller)));
        }
        SigningKey key = keys.newest();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .keyID(key.id())
                .type(TYPE)
                .build();
        String content = header.toBase64URL() + "." + claims.build().toPayload().toBase64URL();
        return content + "." + Base64URL.encode(key.sign(content.getBytes(StandardCharsets.US_ASCII)));
    }

    /// One text for one caller of a tenant: an issuer's address has no `#`.
    private String subject(CallerId caller) {
        if (caller.subject().isEmpty()) {
            return issuer;
        }
        return switch (caller.kind()) {
            case ANONYMOUS -> "anonymous";
            case LOCAL -> "local:" + caller.subject();
            case KEY -> key(caller);
            case TOKEN -> caller.issuer() + "#" + caller.subject();
            case DELEGATE -> (vouched(caller) ? caller.issuer() : key(caller.key())) + "#" + caller.subject();
        };
    }

    /// A key of the configuration by its name. The name of a stored key may be given again, and many have a certificate
    /// of one rule, so their ids are told, too.
    private static String key(CallerId caller) {
        if (caller.certified()) {
            return CallerId.CERTIFICATE + caller.subject() + "#" + caller.client();
        }
        return "key:" + caller.subject() + (caller.issuer().isEmpty() ? "" : ":" + caller.issuer());
    }

    /// Who acts in the subject's name.
    private static String actor(CallerId caller) {
        return vouched(caller) ? caller.issuer() + "#" + caller.client() : key(caller.key());
    }

    private static boolean vouched(CallerId caller) {
        return caller.issuer().contains("://");
    }
}
