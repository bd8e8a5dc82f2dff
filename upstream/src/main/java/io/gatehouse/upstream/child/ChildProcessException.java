package io.gatehouse.upstream.child;

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
    private final String happened;
    private final String remedy;

    /// @param happened one sentence
    /// @param remedy one sentence
    ChildProcessException(Kind kind, String happened, String remedy, @Nullable Throwable cause) {
        super(happened + " " + remedy, cause);
        this.kind = kind;
        this.happened = happened;
        this.remedy = remedy;
    }

    ChildProcessException(Kind kind, String happened, String remedy) {
        this(kind, happened, remedy, null);
    }

    /// The message without the remedy.
    public String happened() {
        return happened;
    }

    /// What to do about it.
    public String remedy() {
        return remedy;
    }

    /// What happened, for the caller to decide by.
    public Kind kind() {
        return kind;
    }
}
