package io.gatehouse.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a call may take. Null or zero means no deadline; each is kept to about 100 ms.
///
/// @param connect until a connection is there; without one the client's own connect timeout holds
/// @param firstByte from sending until the head of the response
/// @param total from the call until the end of the response
public record Deadlines(
        @Nullable Duration connect,
        @Nullable Duration firstByte,
        @Nullable Duration total) {

    private static final Deadlines NONE = new Deadlines(null, null, null);

    /// No deadline besides the client's connect timeout.
    public static Deadlines none() {
        return NONE;
    }

    /// Only a deadline for the whole call.
    public static Deadlines total(Duration total) {
        return new Deadlines(null, null, total);
    }
}
