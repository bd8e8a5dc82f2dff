package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerToken;
import java.time.Instant;
import java.util.Set;

/// What a token of the gateway itself says.
///
/// @param from who showed the credential that it was made from, with the scopes that the token has
/// @param print tells the key that it was made with from another one of the same name; empty where nothing has to
/// @param user in whose name it is; empty for that of who had it made
/// @param audience the URLs that it is for
/// @param until when it ends
/// @param delegates whether another token can be made from it
/// @param token its id after those of the tokens that it was made from, and the session that it is bound to
public record OwnToken(
        Caller from,
        String print,
        String user,
        Set<String> audience,
        Instant until,
        boolean delegates,
        CallerToken token) {
    public OwnToken {
        audience = Set.copyOf(audience);
    }

    /// Its own id.
    public String id() {
        return token.ids().getLast();
    }
}
