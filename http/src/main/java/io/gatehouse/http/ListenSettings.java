package io.gatehouse.http;

import io.gatehouse.http.address.AddressRange;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to listen on, and the limits that hold there.
///
/// @param hosts addresses or names to bind, at least one; an IPv6 one that the machine does not have is skipped if
///     another was bound
/// @param port 0 to 65535; 0 picks one that is free on every host
/// @param tls certificate and key, or null for plain HTTP
/// @param maxBodyBytes largest request body; more is answered 413
/// @param maxHeaderBytes largest request head without its first line; more is answered 431
/// @param maxUriBytes longest first line; more is answered 414
/// @param maxConnections open connections; further ones are closed at once
/// @param maxStreamsPerConnection requests at once over one connection of HTTP/2
/// @param idleTimeout after which a connection without a request is closed
/// @param readTimeout for the first request to begin, and for a body to arrive, which has one more second for every
///     16 KiB that came
/// @param writeTimeout after which a client that takes nothing of an answer is cut off
/// @param keepAliveInterval after which a quiet event stream sends a comment
/// @param maxQueuedBytes unsent bytes past which an event stream is cut off
/// @param backlog connections that may wait to be accepted
/// @param greetingProxies from whom a connection may begin with a header of the PROXY protocol, which names its client
/// @param drain longest wait for requests in progress when the listener closes
public record ListenSettings(
        List<String> hosts,
        int port,
        @Nullable PemFiles tls,
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxUriBytes,
        int maxConnections,
        int maxStreamsPerConnection,
        Duration idleTimeout,
        Duration readTimeout,
        Duration writeTimeout,
        Duration keepAliveInterval,
        long maxQueuedBytes,
        int backlog,
        List<AddressRange> greetingProxies,
        Duration drain) {

    public ListenSettings {
        hosts = List.copyOf(hosts);
        greetingProxies = List.copyOf(greetingProxies);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("at least one host is needed to listen on");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
        Checks.positive("the largest body", maxBodyBytes);
        Checks.positive("the largest head", maxHeaderBytes);
        Checks.positive("the longest first line", maxUriBytes);
        Checks.positive("the number of connections", maxConnections);
        Checks.positive("the number of streams of a connection", maxStreamsPerConnection);
        Checks.positive("the idle timeout", idleTimeout);
        Checks.positive("the read timeout", readTimeout);
        Checks.positive("the write timeout", writeTimeout);
        Checks.positive("the keep-alive interval", keepAliveInterval);
        Checks.positive("the longest queue", maxQueuedBytes);
        Checks.positive("the backlog", backlog);
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
        private int maxBodyBytes = 64 << 20;
        private int maxHeaderBytes = 64 << 10;
        private int maxUriBytes = 8 << 10;
        private int maxConnections = 20_000;
        private int maxStreamsPerConnection = 250;
        private Duration idleTimeout = Duration.ofSeconds(75);
        private Duration readTimeout = Duration.ofSeconds(30);
        private Duration writeTimeout = Duration.ofSeconds(60);
        private Duration keepAliveInterval = Duration.ofSeconds(15);
        private long maxQueuedBytes = 64 << 20;
        private int backlog = 1024;
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

        public Builder maxBodyBytes(int value) {
            maxBodyBytes = value;
            return this;
        }

        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = value;
            return this;
        }

        public Builder maxUriBytes(int value) {
            maxUriBytes = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder maxStreamsPerConnection(int value) {
            maxStreamsPerConnection = value;
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

        public Builder backlog(int value) {
            backlog = value;
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
            return new ListenSettings(
                    hosts,
                    port,
                    tls,
                    maxBodyBytes,
                    maxHeaderBytes,
                    maxUriBytes,
                    maxConnections,
                    maxStreamsPerConnection,
                    idleTimeout,
                    readTimeout,
                    writeTimeout,
                    keepAliveInterval,
                    maxQueuedBytes,
                    backlog,
                    greetingProxies,
                    drain);
        }
    }
}
