package io.gatehouse.app;

import io.gatehouse.gateway.Keys;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import java.util.Locale;
import java.util.function.Supplier;

/// Tells who runs the gateway: the commands of the user who started it, and keys with `operator: true`. Without keys on
/// loopback it is everybody on this machine, but nobody who comes by one of the other names, through a proxy say.
final class Operators {
    private final Supplier<Keys> keys;
    private final Supplier<Configuration> configuration;

    Operators(Supplier<Keys> keys, Supplier<Configuration> configuration) {
        this.keys = keys;
        this.configuration = configuration;
    }

    /// What a request may see.
    enum Access {
        /// Nothing: a key is needed.
        UNKNOWN,
        /// Nothing more than without a key.
        CALLER,
        /// Everything.
        OPERATOR
    }

    Access of(HttpExchange exchange) {
        Keys known = keys.get();
        if (!known.required()) {
            String host = exchange.header("host");
            return host != null && otherName(host.toLowerCase(Locale.ROOT)) ? Access.CALLER : Access.OPERATOR;
        }
        Caller caller = known.caller(exchange.header("authorization"), exchange.header("x-api-key"));
        if (caller == null) {
            return Access.UNKNOWN;
        }
        return known.operator(caller) ? Access.OPERATOR : Access.CALLER;
    }

    /// Whether a request comes from somebody who runs the gateway.
    boolean runs(HttpExchange exchange) {
        return of(exchange) == Access.OPERATOR;
    }

    private boolean otherName(String host) {
        return configuration.get().access().hosts().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> host.equals(name) || host.startsWith(name + ":"));
    }
}
