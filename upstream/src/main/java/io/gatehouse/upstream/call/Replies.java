package io.gatehouse.upstream.call;

import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.function.Consumer;

/// Hears what becomes of one request. Called from any thread; must not block. Ends with one [#response]
/// or [#failed].
public interface Replies {
    /// The answer, with the connection's id in it.
    void response(Response response);

    /// A notification that belongs to the request, with the progress token that the request came with.
    void notification(Notification notification);

    /// The server asks something in the middle of the request.
    ///
    /// @param answer takes the response, whatever its id
    void asked(Request request, Consumer<Response> answer);

    /// There will be no answer.
    void failed(CallFailure failure);
}
