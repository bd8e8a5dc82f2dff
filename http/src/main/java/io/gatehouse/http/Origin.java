package io.gatehouse.http;

/// Where connections go: scheme, host (an IPv6 address without brackets) and port.
public record Origin(boolean secure, String host, int port) {

    /// `host:port`, for messages.
    public String hostAndPort() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /// What the `Host` header says: without the port if it is the usual one.
    String authority() {
        boolean usual = port == (secure ? 443 : 80);
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return usual ? name : name + ":" + port;
    }
}
