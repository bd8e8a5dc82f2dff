package io.gatehouse.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request that is being answered, seen from the side that answers. Methods may be called from any thread;
/// none blocks. What comes after the response is dropped.
public interface Exchange {
    /// Who asked.
    Peer peer();

    /// Ends the exchange. The response is sent under the request's own id, whatever id it carries.
    void respond(Response response);

    /// Sends a notification that belongs to the request: progress or a log message.
    void notify(Notification notification);

    /// Asks the client something in the middle of the request (legacy era: elicitation, sampling, roots). The request's
    /// id is replaced on the way.
    ///
    /// @param answer gets the client's response; an error when the client did not declare the capability,
    ///     belongs to the modern era, or goes away
    void ask(Request request, Consumer<Response> answer);

    /// Runs the action when the client cancels the request or goes away before the response; at once if it has.
    void onCancelled(Runnable action);

    /// Whether it was cancelled because the gateway stops, and not by the client.
    default boolean stopped() {
        return false;
    }

    /// The `Mcp-Param-*` headers that came with the request, by header name in lower case (2026-07-28, routing
    /// headers).
    default Map<String, String> parameterHeaders() {
        return Map.of();
    }

    /// The id under which the door knows the request already; null where the call itself gets the first.
    default @Nullable String requestId() {
        return null;
    }

    /// Arguments of the call that were set in place of whoever is answered, who is not to see their values.
    default Set<String> hiddenArguments() {
        return Set.of();
    }

    /// Whether what the client is asked reaches a person. Where a program answers in its place, whatever the client
    /// declares, nobody's consent can be asked for.
    default boolean reachesPerson() {
        return true;
    }

    /// Tells beside the response when it is worth to try again, where a transport has a place for that (`Retry-After`
    /// of HTTP). Called before [#respond(Response)].
    default void retryAfter(Duration wait) {}

    /// Tells beside the response which scopes the caller's token would need, where a transport has a place for that
    /// (403
    /// with a challenge). Called before [#respond(Response)].
    default void wantsScopes(List<String> scopes) {}

    /// How those headers differ from the arguments that they mirror; null when they do not, and where a request
    /// comes without headers. For handlers that know a tool's parameters only later than
    /// [Handler#headerParameters(String, Peer)] is asked; the answer is then [ErrorCode#HEADER_MISMATCH].
    default @Nullable String headerMismatch(List<HeaderParameter> parameters) {
        return null;
    }
}
