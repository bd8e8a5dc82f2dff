package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.CallerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a client says of the user for whom it has a token made. Rules read it; it gives nobody a role.
public final class NamedClaims {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_.-]{1,64})=([^\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]{1,256})");
    private static final int MOST = 20;

    private NamedClaims() {}

    /// What a new token says beside what its key does.
    ///
    /// @throws TokenError when the subject may not say that
    static Map<String, Object> of(ExchangeRequest request, Subject subject) throws TokenError {
        List<String> asked = request.all("claim");
        boolean key = subject.caller().id().kind() == CallerId.Kind.KEY
                && subject.caller().token().ids().isEmpty();
        Map<String, Object> before = subject.caller().claims();
        if (asked.isEmpty()) {
            return key ? Map.of() : before;
        }
        if (subject.actFor().isEmpty()) {
            throw new TokenError(
                    "unauthorized_client", "The subject_token may not name claims. Only keys with act-for may.");
        }
        if (asked.size() > MOST) {
            throw new TokenError("invalid_request", "There are too many claims.");
        }
        return read(asked, before);
    }

    /// What is said of a caller in all: what a key says counts before what was named when a token was made with it.
    public static Map<String, Object> under(Map<String, Object> ofKey, Map<String, Object> named) {
        if (named.isEmpty()) {
            return ofKey;
        }
        Map<String, Object> all = new HashMap<>(named);
        all.putAll(ofKey);
        return all;
    }

    private static Map<String, Object> read(List<String> asked, Map<String, Object> ofKey) throws TokenError {
        Map<String, List<String>> claims = new HashMap<>();
        for (String text : asked) {
            var form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TokenError("invalid_request", "A claim is not NAME=VALUE.");
            }
            if (ofKey.containsKey(form.group(1))) {
                throw new TokenError("unauthorized_client", "A claim is one that the key has itself.");
            }
            claims.computeIfAbsent(form.group(1), none -> new ArrayList<>()).add(form.group(2));
        }
        return Map.copyOf(claims);
    }
}
