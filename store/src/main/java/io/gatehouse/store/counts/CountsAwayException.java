package io.gatehouse.store.counts;

import org.jspecify.annotations.Nullable;

/// Shared counts cannot be asked now. The message says why, without addresses and credentials; the cause may have
/// addresses. What was asked may have been counted.
public final class CountsAwayException extends Exception {
    private static final long serialVersionUID = 1;

    public CountsAwayException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
