package io.gatehouse.upstream.settings;

import java.net.URI;
import java.time.Duration;

/// A page of a server that says whether the server is well.
///
/// @param url an address, or a path of the server that has an address itself
/// @param every how often it is asked
public record HealthSettings(URI url, Duration every) {
    /// How often it is asked unless the settings say otherwise.
    public static final Duration EVERY = Duration.ofSeconds(10);

    /// @throws IllegalArgumentException when the time is not more than zero
    public HealthSettings {
        if (!every.isPositive()) {
            throw new IllegalArgumentException("every must be more than zero");
        }
    }

    /// Where the page of the server with this transport is.
    ///
    /// @throws IllegalArgumentException when it is a path and the server has no address
    public URI of(Transport transport) {
        if (url.isAbsolute()) {
            return url;
        }
        if (transport instanceof Transport.Http http) {
            return http.url().resolve(url);
        }
        throw new IllegalArgumentException("the path of a health page needs a server with an address");
    }
}
