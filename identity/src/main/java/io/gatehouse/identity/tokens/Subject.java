package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A credential from which a token can be made.
///
/// @param caller who shows it, with its scopes, and by which token of the gateway
/// @param print tells a key from another one of the same name; empty where nothing has to
/// @param user in whose name it already is; empty for that of the caller
/// @param audience the URLs that it is for
/// @param until when it ends
/// @param delegates whether what is made from it may be a source of further tokens
/// @param actFor patterns of users in whose name tokens may be made
public record Subject(
        Caller caller,
        String print,
        String user,
        Set<String> audience,
        Instant until,
        boolean delegates,
        List<String> actFor) {
    public Subject {
        audience = Set.copyOf(audience);
        actFor = List.copyOf(actFor);
    }
}
