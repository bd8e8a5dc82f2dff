package io.gatehouse.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.identity.Authentication.Authenticated;
import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.identity.KeyAuthenticator.Base;
import io.gatehouse.identity.tokens.ExchangeRequest;
import io.gatehouse.identity.tokens.NamedClaims;
import io.gatehouse.identity.tokens.OwnToken;
import io.gatehouse.identity.tokens.OwnTokens;
import io.gatehouse.identity.tokens.Reach;
import io.gatehouse.identity.tokens.Subject;
import io.gatehouse.identity.tokens.SubjectFound;
import io.gatehouse.identity.tokens.Targets;
import io.gatehouse.identity.tokens.TokenError;
import io.gatehouse.identity.tokens.TokenExchange;
import io.gatehouse.identity.tokens.TokenRules;
import io.gatehouse.identity.tokens.TokenWatch;
import io.gatehouse.identity.tokens.Tokens;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.Sha256;
import io.gatehouse.seal.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes tokens of the gateway itself from keys and from tokens, and knows who shows one. A token ends at its time, and
/// at once when the key that it was made with cannot be used any more.
public final class OwnTokenIssuer {
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration REMEMBERED = Duration.ofSeconds(60);

    private final KeyAuthenticator keys;
    private final Tokens outside;
    private final OwnTokens tokens;
    private final TokenExchange exchange;
    private final Targets targets;
    private final InstantSource clock;
    private final TokenWatch watch;
    private final boolean open;
    /// What was signed; whether it still counts is asked each time.
    private final Cache<String, OwnToken> signed = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    /// @param keys from which tokens are made
    /// @param outside tokens of issuers, from which others are made
    /// @param watch knows which were revoked
    public OwnTokenIssuer(
            TokenRules rules,
            KeyAuthenticator keys,
            Tokens outside,
            SigningKeys signing,
            InstantSource clock,
            TokenWatch watch) {
        this.watch = watch;
        this.keys = keys;
        this.outside = outside;
        this.clock = clock;
        this.open = !rules.publicUrl().isEmpty();
        this.tokens = new OwnTokens(rules.publicUrl(), signing, clock);
        this.targets = new Targets(rules.publicUrl());
        this.exchange = new TokenExchange(tokens, targets, rules.lives(), clock);
    }

    /// Whether tokens can be made: their issuer and audience need a public URL, and without keys there is nobody to
    /// make them for.
    public boolean open() {
        return open && keys.required();
    }

    /// The public keys that check tokens (RFC 7517).
    public String keySet() {
        return tokens.keySet();
    }

    /// Who shows a token; null when it is not one of this gateway.
    @Nullable
    Authentication authenticate(String token, Credentials shown) {
        OwnToken read = null;
        try {
            SignedJWT parsed = open() ? SignedJWT.parse(token) : null;
            if (parsed == null || !tokens.claims(parsed)) {
                return null;
            }
            read = read(token, parsed);
        } catch (ParseException unreadable) {
            return null;
        }
        if (read == null) {
            return new Refused(Fault.TOKEN_INVALID);
        }
        if (!clock.instant().isBefore(read.until())) {
            return new Refused(Fault.TOKEN_EXPIRED);
        }
        Caller from = from(read, shown.address());
        if (from == null) {
            return new Refused(Fault.TOKEN_ENDED);
        }
        if (watch.revoked(read.token())) {
            return new Refused(Fault.TOKEN_REVOKED);
        }
        if (!watch.known()) {
            return new Authentication.Unavailable();
        }
        return outside.resources().serves(shown.path(), read.audience())
                ? new Authenticated(delegate(from, read))
                : new Refused(
                        Fault.TOKEN_AUDIENCE, outside.resources().otherwise(shown.path(), read.audience(), Set.of()));
    }

    private @Nullable OwnToken read(String text, SignedJWT parsed) {
        String digest = new String(Sha256.of(text), StandardCharsets.ISO_8859_1);
        OwnToken before = signed.getIfPresent(digest);
        if (before != null) {
            return before;
        }
        OwnToken read = tokens.read(parsed);
        if (read != null) {
            signed.put(digest, read);
            watch.ends().note(read.until());
        }
        return read;
    }

    /// Who made it, as that is known now; null when it cannot make tokens any more.
    private @Nullable Caller from(OwnToken token, @Nullable Supplier<String> address) {
        Caller from = token.from();
        if (from.id().kind() == CallerId.Kind.TOKEN) {
            return outside.knows(from.id()) ? from : null;
        }
        Base base = keys.base(from.id(), address);
        return base != null && base.print().equals(token.print())
                ? base.caller()
                        .with(from.scopes())
                        .withClaims(NamedClaims.under(base.caller().claims(), from.claims()))
                : null;
    }

    private static Caller delegate(Caller from, OwnToken token) {
        return new Caller(
                CallerId.delegate(from.id(), token.user()),
                token.user().isEmpty() ? from.user() : token.user(),
                from.roles(),
                from.scopes(),
                from.claims(),
                "",
                "",
                token.token());
    }

    /// Whether a caller whom a token let in would still be let in, as far as the credential behind it goes.
    boolean knows(Caller shown) {
        CallerId caller = shown.id();
        if (caller.kind() != CallerId.Kind.DELEGATE || watch.revoked(shown.token())) {
            return false;
        }
        if (caller.issuer().contains("://")) {
            return outside.trusts(caller.issuer());
        }
        CallerId key = new CallerId(CallerId.Kind.KEY, caller.issuer(), caller.client(), "", caller.tenant());
        return keys.base(key, null) != null;
    }

    /// Whether a text is a token of this gateway, valid or not, so that it must not be passed on.
    boolean holds(String text) {
        try {
            return open() && Tokens.looksLike(text) && tokens.claims(SignedJWT.parse(text));
        } catch (ParseException unreadable) {
            return false;
        }
    }

    /// Makes a token, as a client asks for it (RFC 8693).
    ///
    /// @param form the body of the request
    /// @param address tells the client's address
    /// @param reach what callers can have tokens for
    /// @return the body of the answer, or what has to be waited for
    /// @throws TokenError when it is not made
    public Made make(String form, Supplier<String> address, Reach reach) throws TokenError {
        if (!open()) {
            throw new TokenError(
                    "invalid_request", "This gateway makes no tokens. It needs keys and listen.public-url for that.");
        }
        ExchangeRequest request = ExchangeRequest.of(form);
        String credential = TokenExchange.subjectToken(request);
        return switch (subject(credential, address)) {
            case SubjectFound.Usable usable -> new Made.Token(exchange.exchange(request, usable.subject(), reach));
            case SubjectFound.Missing(Authentication.Pending pending) -> new Made.Later(pending);
            case SubjectFound.Missing(Authentication.Unavailable away) ->
                throw new TokenError("temporarily_unavailable", "The subject_token cannot be checked now.");
            case SubjectFound.Missing other -> throw new TokenError("invalid_request", unusable(credential));
        };
    }

    /// What is wrong with a credential from which no token can be made.
    private String unusable(String credential) {
        OwnToken read = null;
        try {
            SignedJWT parsed = Tokens.looksLike(credential) ? SignedJWT.parse(credential) : null;
            read = parsed == null || !tokens.claims(parsed) ? null : read(credential, parsed);
        } catch (ParseException unreadable) {
            return "The subject_token is not valid.";
        }
        if (read == null) {
            return "The subject_token is not valid.";
        }
        if (!clock.instant().isBefore(read.until())) {
            return "The subject_token has expired.";
        }
        return read.delegates()
                ? "The subject_token is not valid any more."
                : "The subject_token does not have the scope delegate, so that no token can be made from it.";
    }

    /// What came of a request for a token.
    public sealed interface Made {
        /// The body of the answer.
        record Token(String json) implements Made {}

        /// Keys have to be fetched before.
        record Later(Authentication.Pending pending) implements Made {}
    }

    private SubjectFound subject(String credential, Supplier<String> address) {
        if (!Tokens.looksLike(credential)) {
            return ofKey(new Credentials("Bearer " + credential, null, address));
        }
        try {
            SignedJWT parsed = SignedJWT.parse(credential);
            return tokens.claims(parsed) ? ofOwn(credential, parsed, address) : outside.subject(credential);
        } catch (ParseException unreadable) {
            return new SubjectFound.Missing(new Refused(Fault.TOKEN_INVALID));
        }
    }

    private SubjectFound ofKey(Credentials shown) {
        Authentication found = keys.authenticate(shown);
        Caller caller = found.caller();
        Base base = caller == null ? null : keys.base(caller.id(), shown.address());
        return base == null
                ? new SubjectFound.Missing(caller == null ? found : new Authentication.Nobody())
                : new SubjectFound.Usable(new Subject(
                        base.caller(),
                        base.print(),
                        "",
                        targets.everything(),
                        keys.end(base.caller().id()),
                        true,
                        base.actFor()));
    }

    private SubjectFound ofOwn(String credential, SignedJWT parsed, Supplier<String> address) {
        OwnToken read = live(credential, parsed);
        Caller from = read == null ? null : from(read, address);
        if (!watch.known()) {
            return new SubjectFound.Missing(new Authentication.Unavailable());
        }
        return read == null || from == null || !read.delegates()
                ? new SubjectFound.Missing(new Refused(Fault.TOKEN_INVALID))
                : new SubjectFound.Usable(new Subject(
                        from.with(read.token()).withClaims(read.from().claims()),
                        read.print(),
                        read.user(),
                        read.audience(),
                        read.until(),
                        true,
                        List.of()));
    }

    /// A token that was signed here, has not ended and was not revoked; null when it is none.
    private @Nullable OwnToken live(String text, SignedJWT parsed) {
        OwnToken read = read(text, parsed);
        return read == null || !clock.instant().isBefore(read.until()) || watch.revoked(read.token()) ? null : read;
    }

    /// A token of this gateway that can still be used, whoever shows it; null when a text is none.
    @Nullable
    OwnToken live(String text) {
        try {
            SignedJWT parsed = open() && Tokens.looksLike(text) ? SignedJWT.parse(text) : null;
            return parsed == null || !tokens.claims(parsed) ? null : live(text, parsed);
        } catch (ParseException unreadable) {
            return null;
        }
    }

    /// Who shows a key, or a token of an issuer; null when it is not valid.
    ///
    /// @throws TokenError when that cannot be said now
    @Nullable
    Caller client(String secret, Supplier<String> address) throws TokenError {
        Authentication why = switch (subject(secret, address)) {
            case SubjectFound.Usable(Subject subject) -> new Authenticated(subject.caller());
            case SubjectFound.Missing(Authentication missing) -> missing;
        };
        if (why instanceof Authentication.Pending || why instanceof Authentication.Unavailable) {
            throw new TokenError("temporarily_unavailable", "The credential cannot be checked now.");
        }
        return why.caller();
    }

    /// Whether a caller runs the gateway.
    boolean operator(Caller caller) {
        return keys.operator(caller);
    }

    /// Whether a text is a token of an issuer outside the gateway that counts here.
    boolean outside(String text) {
        return outside.holds(text);
    }
}
