package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerToken;
import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// Makes a token from another credential (RFC 8693). Whatever the client asks for, the new one can do no more than the
/// old one, for no other targets and no longer.
public final class TokenExchange {
    static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

    private static final Pattern USER = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]*");
    /// More digits than that are more than any life that can be configured.
    private static final int MOST_DIGITS = 9;

    private static final Pattern SESSION = Pattern.compile("[\\x21-\\x7e]{1,128}");
    /// How long a chain of tokens can be that are made from each other.
    private static final int MOST_LINKS = 16;

    private final OwnTokens tokens;
    private final Targets targets;
    private final Lives lives;
    private final InstantSource clock;

    public TokenExchange(OwnTokens tokens, Targets targets, Lives lives, InstantSource clock) {
        this.tokens = tokens;
        this.targets = targets;
        this.lives = lives;
        this.clock = clock;
    }

    /// The credential in a request.
    ///
    /// @throws TokenError when it is not a request for an exchange
    public static String subjectToken(ExchangeRequest request) throws TokenError {
        if (!request.one("grant_type").equals(GRANT)) {
            throw new TokenError("unsupported_grant_type", "Use the grant type " + GRANT + ".");
        }
        String type = request.one("subject_token_type");
        if (!type.equals(ACCESS_TOKEN) && !type.equals(JWT)) {
            throw new TokenError("invalid_request", "Use the subject_token_type " + ACCESS_TOKEN + ".");
        }
        String wanted = request.one("requested_token_type");
        if (!wanted.isEmpty() && !wanted.equals(ACCESS_TOKEN) && !wanted.equals(JWT)) {
            throw new TokenError("invalid_request", "Tokens of the requested_token_type are not made here.");
        }
        if (!request.one("actor_token").isEmpty()) {
            throw new TokenError("invalid_request", "An actor_token is not supported.");
        }
        String token = request.one("subject_token");
        if (token.isEmpty()) {
            throw new TokenError("invalid_request", "The subject_token is missing.");
        }
        return token;
    }

    /// The answer with the new token (RFC 8693, section 2.2.1).
    ///
    /// @param reach what the caller can have a token for
    /// @throws TokenError when it is not made
    public String exchange(ExchangeRequest request, Subject subject, Reach reach) throws TokenError {
        AskedScopes asked = AskedScopes.of(request.one("scope"));
        boolean delegates = asked.delegates();
        if (delegates && !subject.delegates()) {
            throw new TokenError("invalid_scope", "The subject_token does not have the scope delegate.");
        }
        Caller from = subject.caller()
                .with(asked.granted(subject.caller(), reach))
                .withClaims(NamedClaims.of(request, subject));
        Instant now = clock.instant();
        Instant latest = now.plus(life(request.one("expires_in")));
        Instant until = subject.until().isBefore(latest) ? subject.until() : latest;
        OwnToken token = new OwnToken(
                from,
                subject.print(),
                user(request, subject),
                audience(request, subject, reach),
                until,
                delegates,
                token(request, subject));
        String made = tokens.make(token);
        return "{\"access_token\":\"" + made + "\",\"issued_token_type\":\"" + ACCESS_TOKEN
                + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                + Math.max(0, Duration.between(now, until).toSeconds())
                + ",\"scope\":" + Json.quote(OwnTokens.scope(token)) + session(token) + "}";
    }

    private static String session(OwnToken token) {
        String session = token.token().session();
        return session.isEmpty() ? "" : ",\"session\":" + Json.quote(session);
    }

    /// A new id at the end of the chain. Who is bound to a session stays bound to it.
    private static CallerToken token(ExchangeRequest request, Subject subject) throws TokenError {
        CallerToken before = subject.caller().token();
        String asked = request.one("session");
        if (!asked.isEmpty() && !SESSION.matcher(asked).matches()) {
            throw new TokenError("invalid_request", "A session has 1 to 128 visible ASCII characters.");
        }
        if (!asked.isEmpty() && !before.session().isEmpty() && !asked.equals(before.session())) {
            throw new TokenError("invalid_request", "The subject_token is bound to another session.");
        }
        if (before.ids().size() >= MOST_LINKS) {
            throw new TokenError("invalid_request", "Too many tokens were made from each other.");
        }
        List<String> ids = new ArrayList<>(before.ids());
        ids.add(UUID.randomUUID().toString());
        return new CallerToken(ids, asked.isEmpty() ? before.session() : asked);
    }

    private Duration life(String asked) throws TokenError {
        if (asked.isEmpty()) {
            return lives.usual();
        }
        if (!SECONDS.matcher(asked).matches()) {
            throw new TokenError("invalid_request", "expires_in must be a whole number of seconds, 1 or more.");
        }
        if (asked.length() > MOST_DIGITS) {
            return lives.most();
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(asked));
        return wanted.compareTo(lives.most()) > 0 ? lives.most() : wanted;
    }

    private Set<String> audience(ExchangeRequest request, Subject subject, Reach reach) throws TokenError {
        List<String> asked = new ArrayList<>(request.all("resource"));
        for (String name : request.all("audience")) {
            asked.add(name.contains(":") ? name : targets.toolset(name));
        }
        for (String target : asked) {
            if (!targets.known(target)
                    || !targets.covers(subject.audience(), target)
                    || !targets.reached(target, subject.caller(), reach)) {
                throw new TokenError(
                        "invalid_target", "A target is not of this gateway, or the subject_token is not for it.");
            }
        }
        Set<String> all = asked.isEmpty() ? subject.audience() : Set.copyOf(new HashSet<>(asked));
        if (all.isEmpty()) {
            throw new TokenError("invalid_target", "The subject_token is for nothing of this gateway.");
        }
        return all;
    }

    private static String user(ExchangeRequest request, Subject subject) throws TokenError {
        String asked = request.one("requested_subject");
        if (asked.isEmpty() || asked.equals(subject.user())) {
            return subject.user();
        }
        boolean allowed = subject.actFor().stream().anyMatch(pattern -> new Glob(pattern).matches(asked));
        if (!USER.matcher(asked).matches() || !allowed) {
            throw new TokenError("unauthorized_client", "The subject_token may not act for the requested_subject.");
        }
        return asked;
    }
}
