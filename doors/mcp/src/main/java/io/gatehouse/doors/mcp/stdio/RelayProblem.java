package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.HttpFailure;
import java.util.Objects;

/// Why no gateway can be used now, and what to do.
final class RelayProblem extends Exception {
    /// No gateway runs.
    static final String ABSENT = "No gateway is running on this data folder, so the request was not sent. Start the"
            + " gateway with `gatehouse up`, then send the request again.";

    private static final String NOT_SENT = " The request was not sent. Check the gateway, then send the request again.";
    private static final long serialVersionUID = 1;

    private final boolean definite;

    private RelayProblem(String message, boolean definite) {
        super(message, null, false, false);
        this.definite = definite;
    }

    /// No gateway runs, or the one that does is stopping.
    static RelayProblem absent() {
        return new RelayProblem(ABSENT, false);
    }

    /// One runs and refuses: waiting would not help.
    static RelayProblem answered(RelayedGateway.Answer answer) {
        return new RelayProblem(
                "The gateway answered with HTTP " + answer.status() + ": " + sentence(answer.said()) + NOT_SENT, true);
    }

    /// One should run and does not answer.
    static RelayProblem unanswered(HttpFailure failure) {
        return new RelayProblem(
                "The gateway does not answer: " + sentence(Objects.requireNonNullElse(failure.getMessage(), ""))
                        + NOT_SENT,
                false);
    }

    /// What is known of it cannot be used, such as a certificate that is not there yet.
    static RelayProblem unusable(RuntimeException reason) {
        return new RelayProblem(
                "The gateway cannot be called: " + sentence(Objects.requireNonNullElse(reason.getMessage(), ""))
                        + NOT_SENT,
                false);
    }

    /// Whether it stays so for as long as that gateway runs.
    boolean definite() {
        return definite;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    private static String sentence(String said) {
        return said.endsWith(".") ? said : said + ".";
    }
}
