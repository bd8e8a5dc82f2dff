package io.gatehouse.http;

/// Takes the response of one call, on the event loop of the call; it must not block. Exactly one of [#whole(byte\[\])],
/// [#end()] and [#failed(HttpFailure)] ends it, unless the call is cancelled, after which nothing is heard. A handler
/// that throws hears of it by [#failed(HttpFailure)].
public interface ResponseHandler {

    /// The head of the response; also of a redirect that is not followed. A body that is compressed with
    /// `gzip` or `deflate` is unpacked on its way, and these headers say nothing of it; one that is compressed
    /// otherwise comes as it is, with its `Content-Encoding`.
    ///
    /// @return what to do with the body
    BodyMode head(int status, Headers headers);

    /// A redirect is followed to another path of the same server (see [HttpClient]).
    default void redirected(String path) {}

    /// The complete body of a response read [BodyMode#WHOLE].
    void whole(byte[] body);

    /// The next event of a response read as [BodyMode#EVENTS].
    default void event(ServerSentEvent event) {}

    /// The next bytes of a response read as [BodyMode#PIECES]; the array is the handler's own.
    default void piece(byte[] bytes) {}

    /// A response read as [BodyMode#EVENTS], [BodyMode#PIECES] or [BodyMode#DISCARD] has ended in good order.
    default void end() {}

    /// There is no response, or it broke off.
    void failed(HttpFailure failure);
}
