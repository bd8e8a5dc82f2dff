package io.gatehouse.app.chaos;

/// What a client was told of a call, and how often its effect may then have happened.
enum Told {
    /// Its own result.
    SUCCESS(1, 1),
    /// The gateway failed it with the outcome `not_sent`.
    NOT_SENT(0, 0),
    /// The gateway failed it with the outcome `sent_outcome_unknown`.
    OUTCOME_UNKNOWN(0, 1),
    /// The gateway failed it with the outcome `done`.
    DONE(1, 1),
    /// The gateway did not take the request: it is stopping, say.
    REFUSED(0, 0),
    /// The server's own error.
    FAILED(0, 1),
    /// Nothing: the connection broke.
    LOST(0, 1);

    private final int least;
    private final int most;

    Told(int least, int most) {
        this.least = least;
        this.most = most;
    }

    boolean agreesWith(int effects) {
        return effects >= least && effects <= most;
    }
}
