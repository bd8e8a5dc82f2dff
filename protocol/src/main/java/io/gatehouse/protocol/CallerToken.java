package io.gatehouse.protocol;

import java.util.List;

/// The token of the gateway itself by which a caller was let in.
///
/// @param ids its id, the last one, after those of the tokens that it was made from; empty where there is no such token
/// @param session that it is bound to, as the application named it; empty for none
public record CallerToken(List<String> ids, String session) {
    /// There is no token of the gateway.
    public static final CallerToken NONE = new CallerToken(List.of(), "");

    public CallerToken {
        ids = List.copyOf(ids);
    }
}
