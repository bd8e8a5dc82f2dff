package io.gatehouse.app.config;

import java.net.InetAddress;

/// Addresses that only programs of this machine reach.
public final class Loopback {
    private Loopback() {}

    /// Whether a host is this machine alone: `localhost`, or a loopback address. Other names may be anywhere.
    public static boolean only(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
