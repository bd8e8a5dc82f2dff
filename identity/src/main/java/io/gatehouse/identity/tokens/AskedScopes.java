package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The scopes that a client asks for (RFC 6749, section 3.3).
///
/// @param names as they were written, that for delegation left out
/// @param delegates whether further tokens are to be made from the new one
record AskedScopes(Set<String> names, boolean delegates) {
    private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9_-]{1,64}:(?:read|write|destroy|send)");
    private static final int MOST = 50;
    private static final String GENERAL = "mcp";
    /// How roles write the scopes of every server.
    private static final String EVERY = "*:";

    /// Reads the parameter `scope`.
    static AskedScopes of(String text) {
        Set<String> names = new HashSet<>(List.of(text.strip().split(" +")));
        names.remove("");
        boolean delegates = names.remove(OwnTokens.DELEGATE);
        return new AskedScopes(names, delegates);
    }

    /// Those that the new token gets: all of the old one where none is asked for, else what is asked for as far as the
    /// old one has it and it is of any use.
    ///
    /// @throws TokenError when that is nothing, or not everything is the name of a scope
    Set<String> granted(Caller caller, Reach reach) throws TokenError {
        if (names.isEmpty()) {
            // Who asks to delegate and for nothing else gets nothing else.
            return delegates ? Set.of() : caller.scopes();
        }
        if (names.size() > MOST) {
            throw new TokenError("invalid_scope", "Ask for at most " + MOST + " scopes.");
        }
        Set<String> granted = new HashSet<>();
        for (String written : names) {
            String scope = written.startsWith(EVERY) ? GENERAL + ":" + written.substring(EVERY.length()) : written;
            if (!SCOPE.matcher(scope).matches()) {
                throw new TokenError(
                        "invalid_scope",
                        "A scope is SERVER:EFFECT, or mcp:EFFECT for every server, with the effect read, write,"
                                + " destroy or send; or delegate.");
            }
            if (covers(caller.scopes(), scope) && reach.scope(caller, scope)) {
                granted.add(scope);
            }
        }
        if (granted.isEmpty()) {
            throw new TokenError(
                    "invalid_scope", "The subject_token has none of these scopes, or they are unknown here.");
        }
        return granted;
    }

    private static boolean covers(Set<String> held, String scope) {
        return held.contains(Caller.ANY_SCOPE)
                || held.contains(scope)
                || held.contains(GENERAL + scope.substring(scope.lastIndexOf(':')));
    }
}
