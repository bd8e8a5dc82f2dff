package io.gatehouse.policy.rule;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What rules know of one call, beside its tool.
///
/// @param caller who calls
/// @param roles the names of the roles that the caller has
/// @param door the door that it came through
/// @param client what the client says that it is, or null
/// @param arguments as the server would get them; null when there are none
/// @param time when it is decided
public record RuleCall(
        Caller caller,
        List<String> roles,
        String door,
        @Nullable ObjectView client,
        @Nullable Slice arguments,
        Instant time) {
    public RuleCall {
        roles = List.copyOf(roles);
    }
}
