package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.reading.ServerWarning;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Hears what a connection brings outside requests. Called from any thread; must not block.
public interface ConnectionEvents {
    /// A notification that names no request.
    ///
    /// @param running the calls of clients that it may belong to; empty where the transport keeps them
    ///     apart
    void notification(Notification notification, List<Replies> running);

    /// The server asks something and names no request.
    ///
    /// @param answer takes the response, whatever its id
    /// @param running the calls of clients that it may belong to; empty where the transport keeps them
    ///     apart
    void asked(Request request, Consumer<Response> answer, List<Replies> running);

    /// What is known of the server's lists may no longer hold.
    void outdated();

    /// Changes of these resources may have been missed: the server tells of them only now, or again.
    default void mayHaveChanged(Set<String> uris) {
        uris.forEach(uri ->
                notification(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":" + Json.quote(uri) + "}"), List.of()));
    }

    /// The server forgot the connection's session and made another one: what was set up in it is gone.
    void renewed();

    /// A call found the server out of reach, or broke off: worth a look.
    void suspect();

    /// The server does something wrong that was put up with.
    void warned(ServerWarning warning);

    /// The connection can no longer be used.
    ///
    /// @param problem what happened
    void lost(String problem);
}
