package io.gatehouse.http;

import io.gatehouse.http.address.AddressGuard;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an upstream server is called.
///
/// @param connectTimeout until a connection is there, TLS included; more than zero
/// @param maxConnections connections of HTTP/1.1 to one origin from one event loop; further calls wait
/// @param idleTimeout how long an unused connection is kept, or shorter where the server says so; many close theirs
/// after
///     5 s
/// @param http2 whether HTTP/2 is offered over TLS
/// @param proxy null for none
/// @param authorities PEM file of the authorities to trust instead of those of the Java runtime, or null
/// @param identity certificate and key to show when the server asks for them, or null
/// @param verifyHost whether the certificate must name the host
/// @param maxBodyBytes largest body that is collected
/// @param maxDiscardedBytes how much of a body that nobody wants is read before the call is given up
/// @param maxEventBytes largest server-sent event
/// @param guard where the client may connect to, or null for everywhere; a proxy is then asked for addresses, never
///     for names
public record ClientSettings(
        Duration connectTimeout,
        int maxConnections,
        Duration idleTimeout,
        boolean http2,
        @Nullable ProxySettings proxy,
        @Nullable Path authorities,
        @Nullable PemFiles identity,
        boolean verifyHost,
        int maxBodyBytes,
        int maxDiscardedBytes,
        int maxEventBytes,
        @Nullable AddressGuard guard) {

    /// What requests name as their client that bring no name of their own.
    public static final String USER_AGENT = "gatehouse/" + version();

    public ClientSettings {
        Checks.positive("the connect timeout", connectTimeout);
        Checks.positive("the idle timeout", idleTimeout);
        Checks.positive("the number of connections", maxConnections);
        Checks.positive("the largest body", maxBodyBytes);
        Checks.positive("the most bytes to discard", maxDiscardedBytes);
        Checks.positive("the largest event", maxEventBytes);
    }

    /// 10 s to connect, 256 connections a loop kept 4 s, HTTP/2, no proxy, and 64 MiB for a body and an event.
    public static ClientSettings defaults() {
        return new Builder().build();
    }

    /// A builder that starts with the defaults.
    public static Builder builder() {
        return new Builder();
    }

    /// The same settings with room for more connections.
    public ClientSettings plusConnections(int more) {
        return new ClientSettings(
                connectTimeout,
                maxConnections + more,
                idleTimeout,
                http2,
                proxy,
                authorities,
                identity,
                verifyHost,
                maxBodyBytes,
                maxDiscardedBytes,
                maxEventBytes,
                guard);
    }

    /// The same settings, but connections only where the guard lets them go.
    public ClientSettings guardedBy(AddressGuard limiting) {
        return new ClientSettings(
                connectTimeout,
                maxConnections,
                idleTimeout,
                http2,
                proxy,
                authorities,
                identity,
                verifyHost,
                maxBodyBytes,
                maxDiscardedBytes,
                maxEventBytes,
                limiting);
    }

    private static String version() {
        String version = ClientSettings.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /// Puts settings together; what is not set keeps its default.
    public static final class Builder {
        private Duration connectTimeout = Duration.ofSeconds(10);
        private int maxConnections = 256;
        private Duration idleTimeout = Duration.ofSeconds(4);
        private boolean http2 = true;
        private @Nullable ProxySettings proxy;
        private @Nullable Path authorities;
        private @Nullable PemFiles identity;
        private boolean verifyHost = true;
        private int maxBodyBytes = 64 << 20;
        private int maxDiscardedBytes = 1 << 20;
        private int maxEventBytes = 64 << 20;
        private @Nullable AddressGuard guard;

        private Builder() {}

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
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

        public Builder http2(boolean value) {
            http2 = value;
            return this;
        }

        public Builder proxy(@Nullable ProxySettings value) {
            proxy = value;
            return this;
        }

        public Builder authorities(@Nullable Path value) {
            authorities = value;
            return this;
        }

        public Builder identity(@Nullable PemFiles value) {
            identity = value;
            return this;
        }

        public Builder verifyHost(boolean value) {
            verifyHost = value;
            return this;
        }

        public Builder maxBodyBytes(int value) {
            maxBodyBytes = value;
            return this;
        }

        public Builder maxDiscardedBytes(int value) {
            maxDiscardedBytes = value;
            return this;
        }

        public Builder maxEventBytes(int value) {
            maxEventBytes = value;
            return this;
        }

        public Builder guard(@Nullable AddressGuard value) {
            guard = value;
            return this;
        }

        public ClientSettings build() {
            return new ClientSettings(
                    connectTimeout,
                    maxConnections,
                    idleTimeout,
                    http2,
                    proxy,
                    authorities,
                    identity,
                    verifyHost,
                    maxBodyBytes,
                    maxDiscardedBytes,
                    maxEventBytes,
                    guard);
        }
    }
}
