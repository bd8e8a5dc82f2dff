package io.gatehouse.upstream;

import org.jspecify.annotations.Nullable;

/// A server could not be connected to, or spoke something else. The message holds no secret.
final class ConnectFailure extends Exception {
    private static final long serialVersionUID = 1;

    /// What a failure says about the server.
    enum Evidence {
        /// It is out of reach, overloaded or wants other credentials: nothing is learnt of the era.
        OUTAGE,
        /// It does not speak the era that was tried.
        OTHER_ERA,
        /// The child process ended.
        EXITED,
        /// It cannot work with these settings.
        NEVER
    }

    private final String remedy;
    private final Evidence evidence;

    ConnectFailure(Evidence evidence, String problem, String remedy) {
        this(evidence, problem, remedy, null);
    }

    ConnectFailure(Evidence evidence, String problem, String remedy, @Nullable Throwable cause) {
        super(problem, cause, false, false);
        this.remedy = remedy;
        this.evidence = evidence;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }

    Evidence evidence() {
        return evidence;
    }
}
