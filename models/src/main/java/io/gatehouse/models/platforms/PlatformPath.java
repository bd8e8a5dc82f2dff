package io.gatehouse.models.platforms;

import io.gatehouse.models.ApiException;
import io.gatehouse.models.ModelRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Addresses on a platform.
final class PlatformPath {
    private static final String KEPT = "-._~:@";

    private PlatformPath() {}

    /// An address below a base, which may have a path of its own.
    ///
    /// @param path encoded, begins with `/`
    static URI below(URI base, String path) {
        String start = base.toString();
        return URI.create((start.endsWith("/") ? start.substring(0, start.length() - 1) : start) + path);
    }

    /// A name as one segment of a path. A name cannot lead out of its place: it is encoded, and neither
    /// empty nor made of dots.
    ///
    /// @param what the name is, for the error
    /// @throws ApiException if it can be no segment
    static String segment(String what, String name) throws ApiException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw ApiException.invalid(what + ": '" + name + "' is not a valid name on the platform");
        }
        StringBuilder encoded = new StringBuilder(name.length() + 8);
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || KEPT.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", each & 0xff));
            }
        }
        return encoded.toString();
    }

    /// The path of a request without its query.
    static String plain(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /// What a platform does not offer at all.
    static ApiException unavailable(String platform, ModelRequest request) {
        return ApiException.notFound(request.method() + " " + plain(request.path()) + " is not available on " + platform
                + ": it serves POST /v1/messages and /v1/messages/count_tokens");
    }
}
