package io.gatehouse.store;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request that somebody agrees to a call.
///
/// @param number by which people speak of it
/// @param call what is to run
/// @param why somebody has to agree, a clause for people
/// @param created when it was made
/// @param expires from when on it can neither be decided nor used
/// @param stored what became of it, without regard to the time
/// @param decision who decided; null while nobody has
public record StoredApproval(
        long number,
        ApprovalCall call,
        String why,
        Instant created,
        Instant expires,
        State stored,
        @Nullable Made decision) {

    /// What became of a request.
    public enum State {
        /// Nobody has decided.
        WAITING,
        /// The call may run once.
        APPROVED,
        /// The call may not run.
        DENIED,
        /// The call has run.
        USED,
        /// Nobody decided, or the call did not run, in time.
        EXPIRED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /// As it is stored, and as answers and commands show it.
        public String label() {
            return label;
        }

        static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /// A decision that was made.
    ///
    /// @param by who made it, for people
    /// @param at when
    /// @param reason what the caller is told; empty for nothing
    public record Made(String by, Instant at, String reason) {}

    /// What has become of it by now.
    public State state(Instant now) {
        boolean open = stored == State.WAITING || stored == State.APPROVED;
        return open && !now.isBefore(expires) ? State.EXPIRED : stored;
    }
}
