package io.gatehouse.doors.messages.translation;

import org.jspecify.annotations.Nullable;

/// A server that a request names, with the choice among its tools.
///
/// @param name what the request calls it, 1 to 255 characters
/// @param url where it is; what may stand there is not the reader's to judge
/// @param token the bearer token for it; null for none
public record ServerRequest(
        String name, String url, @Nullable String token, ToolsetChoice choice) {
    /// Without the token.
    @Override
    public String toString() {
        return "ServerRequest[" + name + ", " + url + "]";
    }
}
