package io.gatehouse.models.platforms;

import io.gatehouse.models.ApiException;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;

/// What the bodies for all platforms have in common.
final class PlatformBody {
    private static final String OLDEST = "2023-06-01";

    private PlatformBody() {}

    /// The version that a platform has for the one that the request names in its header. Platforms have
    /// names of their own for the oldest; newer ones have the same name everywhere.
    static String version(ModelRequest request, String oldest) {
        String version = PlatformHeaders.header(request, "anthropic-version");
        return version == null || version.equals(OLDEST) ? oldest : version;
    }

    /// The body of a request as an object.
    ///
    /// @throws ApiException if it is none
    static ObjectView read(ModelRequest request) throws ApiException {
        try {
            return ObjectView.read(Slice.of(request.body()));
        } catch (MalformedJsonException e) {
            throw ApiException.invalid("The request body is not a JSON object: " + e.getMessage());
        }
    }
}
