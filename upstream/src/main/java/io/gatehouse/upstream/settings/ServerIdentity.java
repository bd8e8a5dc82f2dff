package io.gatehouse.upstream.settings;

/// A signed token by which a server knows who calls.
///
/// @param header the header that it is sent in; in `Authorization` as a bearer token
/// @param audience whom it is for
public record ServerIdentity(String header, String audience) {
    /// Where a token usually is.
    public static final String AUTHORIZATION = "Authorization";

    /// The value of the header.
    public String value(String token) {
        return header.equalsIgnoreCase(AUTHORIZATION) ? "Bearer " + token : token;
    }
}
