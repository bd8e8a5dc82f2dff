package io.gatehouse.http.client;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Headers;
import io.gatehouse.http.Target;
import io.gatehouse.http.address.AddressGuard;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Says which redirects may be followed.
final class Redirects {

    private static final int TEMPORARY = 307;
    private static final int PERMANENT = 308;

    private Redirects() {}

    /// Where a redirect leads, if it keeps method and body (RFC 9110, sections 15.4.8 and 15.4.9), stays at the scheme,
    /// host and port of the request, and the guard lets it pass; else null.
    static @Nullable Target target(ClientRequest request, int status, Headers headers, ClientSettings settings) {
        if (status != TEMPORARY && status != PERMANENT) {
            return null;
        }
        String location = headers.get("location");
        if (location == null) {
            return null;
        }
        try {
            Target from = request.target();
            URI uri = URI.create(from + from.path()).resolve(location);
            Target target = Target.of(uri);
            AddressGuard guard = settings.guard();
            return target.origin().equals(from.origin()) && (guard == null || guard.follows(uri)) ? target : null;
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }
}
