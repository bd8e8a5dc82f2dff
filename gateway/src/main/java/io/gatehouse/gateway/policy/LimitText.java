package io.gatehouse.gateway.policy;

import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Rate;
import io.gatehouse.policy.ReachLimit;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Touch;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.WaitText;
import java.util.List;

/// Tells callers and models which limit was reached, and what to do next.
final class LimitText {
    private LimitText() {}

    /// @param claims those that were to be met
    /// @param refused the one that was not
    static String ofCalls(List<Claim> claims, Refused refused, UseKind kind) {
        CallLimit limit = claims.stream()
                .map(Claim::limit)
                .filter(one -> one.name().equals(refused.limit()))
                .findFirst()
                .orElseThrow();
        Rate rate = limit.rate();
        return switch (refused.why()) {
            case CONCURRENT ->
                "The limit of " + uses(limit.concurrent(), kind) + " at the same time is reached" + nothing()
                        + " Wait until one of them has ended.";
            case RATE, VALUES ->
                "The limit of " + (rate == null ? "" : uses(rate.calls(), kind) + " in " + WaitText.of(rate.every()))
                        + " is reached" + nothing() + again(refused);
            case FULL -> full(refused);
            case AWAY -> away(refused);
        };
    }

    /// @param touches those that were to be met
    /// @param refused the one that was not
    static String ofReach(List<Touch> touches, Refused refused) {
        ReachLimit limit = touches.stream()
                .map(Touch::limit)
                .filter(one -> one.name().equals(refused.limit()))
                .findFirst()
                .orElseThrow();
        return switch (refused.why()) {
            case RATE, CONCURRENT, VALUES ->
                "The limit of " + limit.values() + (limit.values() == 1 ? " value of " : " different values of ")
                        + limit.written() + " in "
                        + WaitText.of(limit.every()) + " is reached" + nothing()
                        + " Go on with values that you have used already, or try again in "
                        + WaitText.of(refused.retryAfter()) + ".";
            case FULL -> full(refused);
            case AWAY -> away(refused);
        };
    }

    private static String uses(int count, UseKind kind) {
        return count + (kind == UseKind.MODEL ? " request" : " call") + (count == 1 ? "" : "s");
    }

    private static String full(Refused refused) {
        return "The gateway has no room to count more of this" + nothing() + again(refused);
    }

    private static String away(Refused refused) {
        return "The gateway cannot count this now" + nothing() + again(refused);
    }

    private static String nothing() {
        return ", so nothing was sent.";
    }

    private static String again(Refused refused) {
        return " Try again in " + WaitText.of(refused.retryAfter()) + ".";
    }
}
