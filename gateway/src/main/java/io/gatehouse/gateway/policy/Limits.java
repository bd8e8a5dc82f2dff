package io.gatehouse.gateway.policy;

import io.gatehouse.policy.ArgumentValues;
import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Counters;
import io.gatehouse.policy.Overload;
import io.gatehouse.policy.Permit;
import io.gatehouse.policy.ReachLimit;
import io.gatehouse.policy.Repetitions;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Touch;
import io.gatehouse.policy.UnfitValuesException;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.policy.Use;
import io.gatehouse.policy.UseKind;
import io.gatehouse.policy.ValueDigest;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How much may be used, where it is counted, and who hears of what is refused.
///
/// @param usage the limits in force; asked for each use
/// @param roles tells the names of a caller's roles
/// @param counters where uses are counted
/// @param repetitions where repeated calls are counted
/// @param room for calls that are in flight
/// @param quotas how much in a day or a month
/// @param refused hears the name of the limit that refused something; must be quick
public record Limits(
        Supplier<UsageIndex> usage,
        Function<Caller, List<String>> roles,
        Counters counters,
        Repetitions repetitions,
        CallRoom room,
        Quotas quotas,
        Consumer<String> refused) {
    /// What refuses calls while there are too many, in logs and metrics.
    private static final String OVERLOAD = "overload";

    private static final Duration SOON = Duration.ofSeconds(1);

    /// Limits without quotas.
    public Limits(
            Supplier<UsageIndex> usage,
            Function<Caller, List<String>> roles,
            Counters counters,
            Repetitions repetitions,
            Consumer<String> refused) {
        this(usage, roles, counters, repetitions, new CallRoom(), Quotas.NONE, refused);
    }

    /// What takes a token or a place of a limit. Where several names count together, they take it once.
    ///
    /// @param counts whether it takes tokens too
    List<Claim> claims(Asked asked, UseKind kind, boolean counts) {
        UsageIndex index = usage.get();
        if (index.usage().limits().isEmpty()) {
            return List.of();
        }
        List<String> has = roles.apply(asked.caller());
        List<String> names = asked.names();
        List<Claim> claims = new ArrayList<>();
        for (String name : names) {
            Use use = use(asked, kind, name);
            for (CallLimit limit : index.limits(use, has)) {
                if (counts || limit.concurrent() > 0) {
                    claims.add(new Claim(limit, limit.key(use), counts));
                }
            }
        }
        return names.size() > 1 ? claims.stream().distinct().toList() : claims;
    }

    /// The values of arguments that limits on reach are about.
    List<Touch> touches(Asked asked, UseKind kind) throws UnfitValuesException {
        UsageIndex index = usage.get();
        if (index.usage().reach().isEmpty()) {
            return List.of();
        }
        List<String> has = roles.apply(asked.caller());
        List<Touch> touches = new ArrayList<>();
        for (String name : asked.names()) {
            Use use = use(asked, kind, name);
            for (ReachLimit limit : index.reach(use, has)) {
                Set<ValueDigest> values = ArgumentValues.of(limit, asked.writtenArguments());
                if (!values.isEmpty()) {
                    touches.add(new Touch(limit, limit.key(use), asked.caller().account(), values));
                }
            }
        }
        return touches;
    }

    private static Use use(Asked asked, UseKind kind, String name) {
        String server = Objects.requireNonNullElse(asked.server(), "");
        return new Use(kind, asked.caller().id().counted(), asked.session(), server, name);
    }

    /// Takes a place among the calls that are in flight; null when there is none.
    @Nullable
    Permit enter(Asked asked) {
        Overload bounds = usage.get().usage().overload();
        boolean low = bounds.any() && bounds.bulk(asked.caller().id(), roles.apply(asked.caller()));
        return room.enter(bounds, low);
    }

    /// Denies what would be one call too many at once. Never throws.
    void overloaded(Passage passage) {
        try {
            refused.accept(OVERLOAD);
            passage.decided(new Decision.Denied(
                    OVERLOAD,
                    Category.RATE_LIMIT,
                    "The gateway has too many calls in progress, so nothing was sent. Try again in 1 second.",
                    List.of(),
                    false,
                    SOON));
        } catch (RuntimeException | Error broken) {
            passage.broken(broken);
        }
    }

    /// Denies what a quota refused. Never throws, because nobody may wait for it any more.
    void deny(Passage passage, Quotas.Refused why) {
        try {
            refused.accept(why.quota());
            passage.decided(new Decision.Denied(
                    "quota " + why.quota(), why.category(), why.reason(), List.of(), false, why.retryAfter()));
        } catch (RuntimeException | Error broken) {
            passage.broken(broken);
        }
    }

    /// Denies what a limit refused. Never throws, because nobody may wait for it any more.
    void deny(Passage passage, Refused why, String reason) {
        try {
            refused.accept(why.limit());
            passage.decided(new Decision.Denied(
                    "limit " + why.limit(), Category.RATE_LIMIT, reason, List.of(), false, why.retryAfter()));
        } catch (RuntimeException | Error broken) {
            passage.broken(broken);
        }
    }
}
