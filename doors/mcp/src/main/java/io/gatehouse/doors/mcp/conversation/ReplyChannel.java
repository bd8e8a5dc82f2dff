package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Caller;
import java.time.Duration;
import java.util.List;

/// The way back to the client for the requests that came in one HTTP body, or over one connection of HTTP+SSE or stdio.
/// Everything but [#run] is called inside [#run] only.
public interface ReplyChannel {
    /// Runs an action after the earlier ones: at once when already on the channel's event loop.
    void run(Runnable action);

    /// Whether the client takes messages before the response.
    boolean pushes();

    /// Sends a notification or a request that belongs to a running request.
    void push(byte[] message);

    /// Sends the response of a request.
    ///
    /// @param status of the HTTP answer, as far as it is not yet on its way
    void answer(int status, byte[] response);

    /// Tells with the next response when it is worth to try again, where there is a place for it.
    default void retryAfter(Duration wait) {}

    /// Tells with the next response which scopes the caller's token would need, where there is a place for it.
    default void wantsScopes(Caller caller, List<String> scopes) {}

    /// Says what is sent instead if there is no memory for the next response, where that can happen.
    default void whenNoRoom(byte[] response) {}

    /// Lets a request end without a response, because the client cancelled it.
    ///
    /// @param otherwise the response where one is inevitable
    void abandon(byte[] otherwise);

    /// Whether messages reach the client after the requests have ended, too.
    default boolean outlasts() {
        return false;
    }
}
