package io.gatehouse.http;

/// What to do with the body of a response.
public enum BodyMode {
    /// Collect it; ends with [ResponseHandler#whole(byte\[\])].
    WHOLE,
    /// Read it as server-sent events; ends with [ResponseHandler#end()].
    EVENTS,
    /// Give what comes to [ResponseHandler#piece(byte\[\])] at once, chunks that come together as one piece; ends with
    /// [ResponseHandler#end()].
    PIECES,
    /// Drop it, up to [ClientSettings#maxDiscardedBytes()]; ends with [ResponseHandler#end()].
    DISCARD
}
