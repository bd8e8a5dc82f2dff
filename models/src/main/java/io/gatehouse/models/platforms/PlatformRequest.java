package io.gatehouse.models.platforms;

import io.gatehouse.http.Header;
import java.net.URI;
import java.util.List;

/// A request as a cloud platform takes it, before credentials are added.
///
/// @param body what goes out byte for byte; nobody changes it any more
public record PlatformRequest(String method, URI uri, List<Header> headers, byte[] body) {}
