package io.gatehouse.gateway.policy;

import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Category;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How much callers may use in a day or a month. Nothing here may block.
public interface Quotas {
    /// Everybody may use as much as they like.
    Quotas NONE = new Quotas() {
        @Override
        public boolean covers(UseKind kind) {
            return false;
        }

        @Override
        public void take(Wanted wanted, Consumer<Answer> answer) {
            answer.accept(new Granted(Reservation.NONE));
        }
    };

    /// What somebody wants to use.
    ///
    /// @param server that has it; empty for a model
    /// @param names of what is used, of the same kind
    /// @param most what it uses at most
    record Wanted(Caller caller, UseKind kind, String server, List<String> names, UsedAmounts most) {
        public Wanted {
            names = List.copyOf(names);
        }
    }

    /// Whether any quota may be about uses of a kind.
    boolean covers(UseKind kind);

    /// Reserves what somebody wants to use at most.
    ///
    /// @param answer hears exactly once what came of it: before this method returns, or later on any thread
    void take(Wanted wanted, Consumer<Answer> answer);

    /// What came of it.
    sealed interface Answer {}

    /// It may be used.
    ///
    /// @param reservation is settled once it is known what was used
    record Granted(Reservation reservation) implements Answer {}

    /// It may not.
    ///
    /// @param quota the name of the one that refuses it
    /// @param reason for the caller, whole sentences that say what to do next
    /// @param retryAfter from when on it may be used; null where waiting does not help
    record Refused(
            String quota,
            Category category,
            String reason,
            @Nullable Duration retryAfter) implements Answer {}

    /// What is reserved.
    @FunctionalInterface
    interface Reservation {
        /// Nothing.
        Reservation NONE = used -> {};

        /// Counts what was used in its place. Only the first time counts.
        void settle(UsedAmounts used);
    }
}
