package io.gatehouse.http;

/// A response that was read to its end.
///
/// @param status 200 to 599
/// @param body the body; not copied
public record WholeResponse(int status, Headers headers, byte[] body) {}
