package io.gatehouse.gateway.tasks;

import io.gatehouse.protocol.ObjectView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a task stands (tasks extension; the same in 2025-11-25).
public enum TaskStatus {
    WORKING,
    INPUT_REQUIRED,
    COMPLETED,
    FAILED,
    CANCELLED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /// As it is written.
    public String label() {
        return label;
    }

    /// Whether nothing changes any more.
    public boolean terminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /// The status that a task says, or null when it says none that is known.
    public static @Nullable TaskStatus of(@Nullable ObjectView task) {
        String said = task == null ? null : task.string("status");
        for (TaskStatus status : values()) {
            if (status.label.equals(said)) {
                return status;
            }
        }
        return null;
    }
}
