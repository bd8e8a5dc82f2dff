package io.gatehouse.upstream;

import org.jspecify.annotations.Nullable;

/// A child process could not be started or takes no message; nothing was sent. The message names the remedy.
public final class ChildProcessException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What kept the child from starting or from taking a message.
    public enum Kind {
        /// The command or the working directory does not exist or may not be executed.
        NOT_FOUND,
        /// The system refused to start it.
        NOT_STARTED,
        /// Too much waits for its standard input already.
        QUEUE_FULL,
        /// It has ended, or is being ended.
        ENDED
    }

    private final Kind kind;

    ChildProcessException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    ChildProcessException(Kind kind, String message) {
        this(kind, message, null);
    }

    /// What happened, for the caller to decide by.
    public Kind kind() {
        return kind;
    }
}
