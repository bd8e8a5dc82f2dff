package io.gatehouse.http;

/// What to do with the body of a response.
public enum BodyMode {
    /// Collect it; ends with [ResponseHandler#whole(byte\[\])].
    WHOLE,
    /// Read it as server-sent events; ends with [ResponseHandler#end()].
    EVENTS,
    /// Give every piece as it comes to [ResponseHandler#piece(byte\[\])]; ends with [ResponseHandler#end()].
    PIECES,
    /// Drop it, up to [ClientSettings#maxDiscardedBytes()]; ends with [ResponseHandler#end()].
    DISCARD
}
