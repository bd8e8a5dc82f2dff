package io.gatehouse.gateway.catalog;

import java.net.URI;
import java.util.Locale;

/// The names of servers that requests name by address.
public final class OutsideName {
    private static final String ORIGIN = "://";

    private OutsideName() {}

    /// What logs call the server at an address: its origin, because paths and queries may hold secrets.
    ///
    /// @param url absolute, with a host
    public static String of(URI url) {
        return url.getScheme().toLowerCase(Locale.ROOT)
                + ORIGIN
                + url.getRawAuthority().toLowerCase(Locale.ROOT);
    }

    /// Whether a name is one that [#of(URI)] makes: no configured server can have it.
    public static boolean is(String server) {
        return server.contains(ORIGIN);
    }
}
