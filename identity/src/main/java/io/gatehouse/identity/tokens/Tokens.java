package io.gatehouse.identity.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.identity.Authentication;
import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells who shows a token: whether it is of an issuer that counts, signed by it, in force, and for what it is shown
/// to (RFC 7519, RFC 8725, RFC 9068). A token that was found right is remembered for at most [#REMEMBERED].
public final class Tokens {
    /// The longest token that is looked at, in characters.
    static final int MOST_LENGTH = 16 << 10;
    /// For how long a token is believed without looking at it again; never after its end.
    static final Duration REMEMBERED = Duration.ofSeconds(60);

    private static final int MOST_REMEMBERED = 10_000;
    private static final String BEGINNING = "eyJ";
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt", "application/jwt");

    private final TokenRules rules;
    private final Resources resources;
    private final InstantSource clock;
    private final TokenEnds ends;
    private final Map<String, Trusted> issuers = new HashMap<>();
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    /// Tokens whose ends nobody waits for.
    Tokens(TokenRules rules, KeySource source, InstantSource clock, @Nullable Tokens before) {
        this(rules, source, clock, before, new TokenEnds());
    }

    /// @param source gets the keys of issuers
    /// @param before whose keys go on where an issuer is the same; null when there are none
    /// @param ends hears when tokens end that were found right
    public Tokens(TokenRules rules, KeySource source, InstantSource clock, @Nullable Tokens before, TokenEnds ends) {
        this.rules = rules;
        this.resources = new Resources(rules);
        this.clock = clock;
        this.ends = ends;
        for (Issuer issuer : rules.issuers()) {
            Trusted same = before == null ? null : before.issuers.get(issuer.name());
            issuers.put(
                    issuer.name(),
                    same != null && same.issuer().equals(issuer)
                            ? same
                            : new Trusted(issuer, new IssuerKeys(issuer, source, clock)));
        }
    }

    private record Trusted(Issuer issuer, IssuerKeys keys) {}

    /// What looking at a token has found.
    private sealed interface Result {}

    /// A token that was found right.
    ///
    /// @param until when to look again
    /// @param end when it ends
    private record Known(Caller caller, Set<String> audience, Issuer issuer, Instant until, Instant end)
            implements Result {}

    /// A token that does not let anybody in, or not yet.
    private record Failed(Authentication why) implements Result {}

    private static Failed refused(Fault fault) {
        return new Failed(new Refused(fault));
    }

    /// Begins to fetch keys, so that the first caller need not wait for them.
    public void prepare() {
        issuers.values().stream()
                .filter(trusted -> trusted.keys().keys() == null)
                .forEach(trusted -> trusted.keys().refresh());
    }

    /// Whether any token can let anybody in.
    public boolean none() {
        return issuers.isEmpty();
    }

    /// What tokens can be for.
    public Resources resources() {
        return resources;
    }

    /// Whether a caller was let in by a token of an issuer that still counts.
    public boolean knows(CallerId caller) {
        return caller.kind() == CallerId.Kind.TOKEN && trusts(caller.issuer());
    }

    /// Whether an issuer counts.
    public boolean trusts(String issuer) {
        return issuers.containsKey(issuer);
    }

    /// Whether a text looks like a signed token, not like a key.
    public static boolean looksLike(String text) {
        return text.startsWith(BEGINNING)
                && text.chars().filter(character -> character == '.').count() == 2;
    }

    /// Whether a text is a token of an issuer that counts here, valid or not, so that it must not be passed on.
    public boolean holds(String text) {
        return !none() && looksLike(text) && text.length() <= MOST_LENGTH && ours(text);
    }

    private boolean ours(String text) {
        try {
            Object issuer = SignedJWT.parse(text).getJWTClaimsSet().getClaim("iss");
            return issuer instanceof String name && issuers.containsKey(name);
        } catch (ParseException unreadable) {
            return false;
        }
    }

    /// Who shows a token. Never blocks.
    ///
    /// @param path of the request that shows it
    public Authentication authenticate(String token, String path) {
        return switch (look(token)) {
            case Known found -> answer(found, path);
            case Failed failed -> failed.why();
        };
    }

    /// What can be made from a token: it narrows to the URLs of the gateway that the token is for. Never blocks.
    ///
    /// @return a [Subject], or why there is none
    public SubjectFound subject(String token) {
        return switch (look(token)) {
            case Known found ->
                new SubjectFound.Usable(
                        new Subject(found.caller(), "", "", targets(found), found.end(), true, List.of()));
            case Failed failed -> new SubjectFound.Missing(failed.why());
        };
    }

    private Set<String> targets(Known token) {
        Targets all = new Targets(rules.publicUrl());
        boolean named = token.audience().stream().anyMatch(token.issuer().audience()::contains);
        return named
                ? all.everything()
                : token.audience().stream().filter(all::known).collect(Collectors.toSet());
    }

    private Result look(String token) {
        if (token.length() > MOST_LENGTH) {
            return refused(Fault.TOKEN_INVALID);
        }
        String digest = new String(Sha256.of(token), StandardCharsets.ISO_8859_1);
        Known before = known.getIfPresent(digest);
        if (before != null && clock.instant().isBefore(before.until())) {
            return before;
        }
        try {
            SignedJWT parsed = SignedJWT.parse(token);
            Object name = parsed.getJWTClaimsSet().getClaim("iss");
            Trusted issuer = name instanceof String written ? issuers.get(written) : null;
            return issuer == null ? foreign(name) : checked(parsed, issuer, digest);
        } catch (ParseException | JOSEException unreadable) {
            return refused(Fault.TOKEN_INVALID);
        }
    }

    private static Failed foreign(@Nullable Object issuer) {
        Set<String> named = issuer instanceof String written ? Set.of(written) : Set.of();
        return new Failed(new Refused(Fault.TOKEN_ISSUER, "Its issuer is " + Shown.names(named) + "."));
    }

    private Result checked(SignedJWT token, Trusted from, String digest) throws ParseException, JOSEException {
        JWSHeader header = token.getHeader();
        if (!acceptable(header, from.issuer())) {
            return refused(Fault.TOKEN_INVALID);
        }
        String id = header.getKeyID() == null ? "" : header.getKeyID();
        KeySet keys = from.keys().keys();
        List<VerifyingKey> candidates = keys == null
                ? List.of()
                : keys.candidates(id, header.getAlgorithm().getName());
        if (candidates.isEmpty()) {
            return without(from, keys == null);
        }
        if (!signed(token, candidates)) {
            return without(from, false);
        }
        return believed(new Claims(token.getJWTClaimsSet().getClaims()), from.issuer(), digest);
    }

    /// Its key is not there: it may be new, also under an old name, or none of the keys is there yet.
    private static Result without(Trusted from, boolean noKeys) {
        CompletableFuture<Void> fetching = from.keys().refresh();
        if (fetching != null) {
            return new Failed(new Authentication.Pending(fetching));
        }
        return noKeys ? new Failed(new Authentication.Unavailable()) : refused(Fault.TOKEN_INVALID);
    }

    /// Whether a header is that of an access token, signed in a way that its issuer may use. No parameter of it ever
    /// says where a key comes from, and nothing that must be understood is ignored.
    private static boolean acceptable(JWSHeader header, Issuer issuer) {
        String algorithm = header.getAlgorithm().getName();
        boolean allowed = issuer.algorithms().contains(algorithm.equals("Ed25519") ? "EdDSA" : algorithm);
        return allowed
                && header.getCriticalParams() == null
                && header.isBase64URLEncodePayload()
                && (header.getType() == null
                        || TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT)));
    }

    private static boolean signed(SignedJWT token, List<VerifyingKey> candidates) throws JOSEException {
        for (VerifyingKey key : candidates) {
            if (key.check().verify(token.getHeader(), token.getSigningInput(), token.getSignature())) {
                return true;
            }
        }
        return false;
    }

    private Result believed(Claims claims, Issuer issuer, String digest) {
        Instant now = clock.instant();
        Instant end = time(claims, "exp");
        Instant start = time(claims, "nbf");
        Instant issued = time(claims, "iat");
        if (end == null) {
            return refused(Fault.TOKEN_INVALID);
        }
        Instant last = end.plus(issuer.leeway());
        Instant earliest = now.plus(issuer.leeway());
        if (!now.isBefore(last)) {
            return refused(Fault.TOKEN_EXPIRED);
        }
        if (start != null && start.isAfter(earliest) || issued != null && issued.isAfter(earliest)) {
            return refused(Fault.TOKEN_EARLY);
        }
        Caller caller = claims.caller(issuer, rules.claims());
        if (caller == null) {
            return refused(Fault.TOKEN_INCOMPLETE);
        }
        Instant forget = now.plus(REMEMBERED);
        Known found = new Known(caller, audience(claims), issuer, last.isBefore(forget) ? last : forget, end);
        known.put(digest, found);
        ends.note(last);
        return found;
    }

    private static @Nullable Instant time(Claims claims, String name) {
        return claims.all().get(name) instanceof Date date ? date.toInstant() : null;
    }

    private static Set<String> audience(Claims claims) {
        Set<String> names = new HashSet<>();
        switch (claims.all().get("aud")) {
            case String one -> names.add(one);
            case Collection<?> several ->
                several.forEach(each -> {
                    if (each instanceof String name) {
                        names.add(name);
                    }
                });
            case null, default -> {}
        }
        return names;
    }

    private Authentication answer(Known token, String path) {
        Set<String> wanted = resources.audiences(path);
        boolean named = Resources.takesNames(path)
                && !wanted.isEmpty()
                && token.audience().stream().anyMatch(token.issuer().audience()::contains);
        return named || token.audience().stream().anyMatch(wanted::contains)
                ? new Authentication.Authenticated(token.caller())
                : new Refused(
                        Fault.TOKEN_AUDIENCE,
                        resources.otherwise(
                                path, token.audience(), token.issuer().audience()));
    }
}
