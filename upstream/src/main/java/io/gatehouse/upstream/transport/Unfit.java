package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.UnfitCallerException;

/// How a call fails that cannot be sent because of what is known of its caller.
public final class Unfit {
    private Unfit() {}

    /// The failure of a call that a server cannot be sent for this reason.
    public static CallFailure failure(String server, UnfitCallerException unfit, Outcome outcome) {
        String happened =
                "Server " + server + " was not called: it is told " + unfit.subject() + ", which " + unfit.why();
        Told operator = new Told(
                happened,
                "The settings of server " + server + " use ${" + unfit.variable()
                        + "}: call with a credential that has it, or write ${" + unfit.variable() + ":-default}.");
        return CallFailure.of(Kind.UNFIT, server, outcome, operator)
                .tellingCallers(new Told(happened, "Call with a credential that has it."));
    }
}
