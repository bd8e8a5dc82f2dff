package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/// Where a request came from: what its connection shows, or what a trusted proxy tells of the connection before it.
///
/// @param address of the client without a port; `unknown` or an obfuscated identifier where a proxy hides it
/// @param secure whether the client used TLS
/// @param host what the client sent as `Host`, where a proxy tells; else null
/// @param prefix the path that a proxy took away in front of the request's own, such as `/gw`; empty without one
/// @param proxied whether a trusted proxy passed it on, whatever it tells
/// @param contradicted whether two headers tell different things, so that one of them was forged; the address is then
///     that of the proxy
public record Arrival(
        String address, boolean secure, @Nullable String host, String prefix, boolean proxied, boolean contradicted) {

    /// What the connection itself shows.
    public static Arrival direct(HttpExchange exchange) {
        return new Arrival(exchange.remoteAddress(), exchange.secure(), null, "", false, false);
    }
}
