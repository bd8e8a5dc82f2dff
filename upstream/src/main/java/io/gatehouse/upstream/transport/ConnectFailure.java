package io.gatehouse.upstream.transport;

import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.Told;
import org.jspecify.annotations.Nullable;

/// A server could not be connected to, or spoke something else. Problem and remedy are for operators.
public final class ConnectFailure extends Exception {
    private static final long serialVersionUID = 1;

    /// What a failure says about the server.
    public enum Evidence {
        /// It is out of reach, overloaded or wants other credentials: nothing is learnt of the era.
        OUTAGE,
        /// It does not speak the era that was tried.
        OTHER_ERA,
        /// The child process ended.
        EXITED,
        /// It did not answer in time.
        SILENT,
        /// It is modern, but said so only after it had been greeted as a legacy server.
        LATE,
        /// It cannot work with these settings.
        NEVER
    }

    private final String remedy;
    private final Evidence evidence;
    private final transient @Nullable Told caller;

    /// @param problem what happened, without a full stop
    /// @param remedy what an operator can do about it, without a full stop
    public ConnectFailure(Evidence evidence, String problem, String remedy) {
        this(evidence, problem, remedy, null, null);
    }

    /// The same with what it comes from.
    public ConnectFailure(Evidence evidence, String problem, String remedy, @Nullable Throwable cause) {
        this(evidence, problem, remedy, null, cause);
    }

    private ConnectFailure(
            Evidence evidence, String problem, String remedy, @Nullable Told caller, @Nullable Throwable cause) {
        super(problem, cause, false, false);
        this.remedy = remedy;
        this.evidence = evidence;
        this.caller = caller;
    }

    /// What a failed call says of the server.
    static ConnectFailure of(Evidence evidence, CallFailure failure, @Nullable Throwable cause) {
        Told operator = failure.operator();
        return new ConnectFailure(evidence, operator.happened(), operator.remedy(), failure.caller(), cause);
    }

    /// The same as another kind of evidence.
    public ConnectFailure as(Evidence other) {
        return new ConnectFailure(other, problem(), remedy, caller, this);
    }

    /// The same with more said at the end of the problem.
    ConnectFailure adding(String more) {
        return more.isEmpty() ? this : new ConnectFailure(evidence, problem() + more, remedy, caller, this);
    }

    /// What happened, for operators.
    public String problem() {
        return String.valueOf(getMessage());
    }

    /// What an operator can do about it.
    public String remedy() {
        return remedy;
    }

    /// What callers are told; null when it is no more than that the server is not available.
    @Nullable
    public Told caller() {
        return caller;
    }

    /// What it says about the server.
    public Evidence evidence() {
        return evidence;
    }
}
