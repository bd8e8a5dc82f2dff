package io.gatehouse.app.config;

import java.util.List;

/// Where the admin API listens.
///
/// @param hosts addresses or names to bind
/// @param port 0 picks a free one
/// @param chosen whether somebody chose it; otherwise a free port will do where the usual one is in use
public record AdminListen(List<String> hosts, int port, boolean chosen) {
    /// How far its port is from that for clients, where nobody chose another.
    public static final int APART = 1_000;

    private static final int MOST_PORT = 65_535;

    public AdminListen {
        hosts = List.copyOf(hosts);
    }

    /// The usual one beside a listener for clients: loopback, on a port of its own.
    public static AdminListen beside(int port) {
        int usual = port + APART;
        return new AdminListen(List.of("127.0.0.1", "::1"), port == 0 || usual > MOST_PORT ? 0 : usual, false);
    }

    /// The same on any free port.
    public AdminListen anywhere() {
        return new AdminListen(hosts, 0, chosen);
    }
}
