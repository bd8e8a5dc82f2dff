package io.gatehouse.app.forms;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.ProxySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields that say how something is called over HTTP.
final class ClientFields {
    private static final ClientSettings CLIENT = ClientSettings.defaults();

    private final Field<ProxySettings> proxy;
    private final Field<List<String>> noProxy;
    private final Field<Path> authorities;
    private final Field<Path> clientCertificate;
    private final Field<Path> clientKey;
    private final Field<Boolean> http2;
    private final Field<Integer> maxConnections;
    private final Field<Duration> connectionIdle;

    /// Declares the fields in a form.
    ///
    /// @param peer what is called, for the descriptions: "server"
    /// @param connections how many there may be when nothing is said
    /// @param idle how long an unused connection is kept when nothing is said
    ClientFields(Form<?> form, String peer, int connections, Duration idle) {
        proxy = form.field(
                "proxy", TransportKinds.PROXY, "Proxy to go through: http://host:port or socks5://host:port.");
        noProxy = form.field(
                "no-proxy", Kinds.listOrOne(Kinds.text()), List.of(), "none", "Hosts that are called without it.");
        authorities = form.field("ca", Kinds.file(), "PEM file of the authorities to trust instead of the usual ones.");
        clientCertificate = form.field(
                "client-certificate", Kinds.file(), "PEM file of the certificate to show to the " + peer + ".");
        clientKey = form.field("client-key", Kinds.file(), "PEM file of its private key.");
        http2 = form.field("http2", Kinds.flag(), CLIENT.http2(), "true", "Whether HTTP/2 is offered over TLS.");
        maxConnections = form.field(
                "max-connections",
                Kinds.integer(1, 65_535),
                connections,
                String.valueOf(connections),
                "Connections of HTTP/1.1 to the " + peer + " for each event loop.");
        connectionIdle =
                ServerFields.time(form, "connection-idle", idle, "How long an unused connection of HTTP is kept.");
    }

    /// Reads all of them.
    ///
    /// @param largest answer and event, in bytes
    ClientSettings read(Values values, Duration connectTimeout, int largest) {
        ProxySettings through = values.find(proxy);
        List<String> direct = values.get(noProxy);
        return ClientSettings.builder()
                .connectTimeout(connectTimeout)
                .maxConnections(values.get(maxConnections))
                .idleTimeout(values.get(connectionIdle))
                .http2(values.get(http2))
                .proxy(through == null ? null : except(through, direct))
                .authorities(values.find(authorities))
                .identity(identity(values))
                .maxBodyBytes(largest)
                .maxEventBytes(largest)
                .build();
    }

    /// Every one of them.
    List<Field<?>> all() {
        return List.of(
                proxy, noProxy, authorities, clientCertificate, clientKey, http2, maxConnections, connectionIdle);
    }

    private @Nullable PemFiles identity(Values values) {
        Path certificate = values.find(clientCertificate);
        Path key = values.find(clientKey);
        if (certificate != null && key != null) {
            return new PemFiles(certificate, key);
        }
        if ((certificate == null) != (key == null) && !values.broken()) {
            values.error(
                    certificate == null ? clientKey : clientCertificate,
                    "a client certificate needs both client-certificate and client-key",
                    "");
        }
        return null;
    }

    /// A proxy with hosts that are called without it.
    static ProxySettings except(ProxySettings proxy, List<String> direct) {
        return new ProxySettings(proxy.kind(), proxy.host(), proxy.port(), proxy.username(), proxy.password(), direct);
    }
}
