package io.gatehouse.store;

import org.jspecify.annotations.Nullable;

/// The store cannot do what was asked of it now. Its message says why, without addresses and credentials; the cause may
/// have addresses. A change that was under way when a connection broke may have been made.
public final class StoreAwayException extends Exception {
    private static final long serialVersionUID = 1;

    StoreAwayException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
