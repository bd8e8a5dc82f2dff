package io.gatehouse.http;

import io.gatehouse.http.address.AddressRange;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where to listen, and the limits that hold there.
///
/// @param hosts addresses or names to bind, at least one; an IPv6 one that the machine does not have is skipped if
///     another was bound
/// @param port 0 to 65535; 0 picks one that is free on every host
/// @param tls certificate and key, or null for plain HTTP
/// @param greetingProxies from whom a connection may begin with a header of the PROXY protocol, which names its client
/// @param limits what one client may send and hold
/// @param drain longest wait for requests in progress when the listener closes
/// @param names what its settings are called
/// @param clients the certificates that clients are asked for on TLS; null when they are not
public record ListenSettings(
        List<String> hosts,
        int port,
        @Nullable PemFiles tls,
        List<AddressRange> greetingProxies,
        ListenLimits limits,
        Duration drain,
        ListenNames names,
        @Nullable ClientCertificates clients) {

    /// Settings by which clients are asked for no certificate.
    public ListenSettings(
            List<String> hosts,
            int port,
            @Nullable PemFiles tls,
            List<AddressRange> greetingProxies,
            ListenLimits limits,
            Duration drain,
            ListenNames names) {
        this(hosts, port, tls, greetingProxies, limits, drain, names, null);
    }

    public ListenSettings {
        hosts = List.copyOf(hosts);
        greetingProxies = List.copyOf(greetingProxies);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("at least one host is needed to listen on");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
    }

    /// The default limits on some hosts and a port.
    public static ListenSettings of(int port, String... hosts) {
        return builder().hosts(List.of(hosts)).port(port).build();
    }

    /// A builder that starts with the defaults: 127.0.0.1 and ::1, a free port, no TLS.
    public static Builder builder() {
        return new Builder();
    }

    /// Puts settings together; what is not set keeps its default.
    public static final class Builder {
        private List<String> hosts = List.of("127.0.0.1", "::1");
        private int port;
        private @Nullable PemFiles tls;
        private @Nullable ClientCertificates clients;
        private int maxBodyBytes = 64 << 20;
        private int maxHeaderBytes = 64 << 10;
        private int maxConnections = 20_000;
        private Duration idleTimeout = Duration.ofSeconds(75);
        private Duration readTimeout = Duration.ofSeconds(30);
        private Duration writeTimeout = Duration.ofSeconds(60);
        private Duration keepAliveInterval = Duration.ofSeconds(15);
        private long maxQueuedBytes = 64 << 20;
        private List<AddressRange> greetingProxies = List.of();
        private Duration drain = Duration.ofSeconds(2);

        private Builder() {}

        public Builder hosts(List<String> value) {
            hosts = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder tls(@Nullable PemFiles value) {
            tls = value;
            return this;
        }

        public Builder clients(@Nullable ClientCertificates value) {
            clients = value;
            return this;
        }

        public Builder maxBodyBytes(int value) {
            maxBodyBytes = value;
            return this;
        }

        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        public Builder readTimeout(Duration value) {
            readTimeout = value;
            return this;
        }

        public Builder writeTimeout(Duration value) {
            writeTimeout = value;
            return this;
        }

        public Builder keepAliveInterval(Duration value) {
            keepAliveInterval = value;
            return this;
        }

        public Builder maxQueuedBytes(long value) {
            maxQueuedBytes = value;
            return this;
        }

        public Builder greetingProxies(List<AddressRange> value) {
            greetingProxies = value;
            return this;
        }

        public Builder drain(Duration value) {
            drain = value;
            return this;
        }

        public ListenSettings build() {
            ListenLimits limits = new ListenLimits(
                    maxBodyBytes,
                    maxHeaderBytes,
                    maxConnections,
                    idleTimeout,
                    readTimeout,
                    writeTimeout,
                    keepAliveInterval,
                    maxQueuedBytes);
            return new ListenSettings(hosts, port, tls, greetingProxies, limits, drain, ListenNames.CLIENTS, clients);
        }
    }
}
