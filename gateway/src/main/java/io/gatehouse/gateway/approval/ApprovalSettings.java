package io.gatehouse.gateway.approval;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How persons are asked to agree to calls.
///
/// @param askUnknown whether calls of tools are asked for of which nobody says what they do
/// @param life how long a request for approval can be decided and used
/// @param hook who is told of calls that wait; null for nobody
public record ApprovalSettings(
        boolean askUnknown, Duration life, @Nullable ApprovalHook hook) {
    /// Such tools are not asked for, and requests live for an hour.
    public static final ApprovalSettings DEFAULT = new ApprovalSettings(false, Duration.ofHours(1), null);

    /// How many requests of one caller may wait.
    static final int MOST_WAITING = 20;
}
