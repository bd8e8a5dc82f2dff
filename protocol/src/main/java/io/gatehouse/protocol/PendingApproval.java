package io.gatehouse.protocol;

import java.time.Instant;

/// The request for a person's approval that a call waits for.
///
/// @param number by which people speak of it
/// @param state `waiting` or `denied`
/// @param expires until when the same call gets the same answer, or can be approved
public record PendingApproval(long number, String state, Instant expires) {
    String json() {
        return "{\"number\":" + number + ",\"state\":" + Json.quote(state) + ",\"expires\":"
                + Json.quote(expires.toString()) + "}";
    }
}
