package io.gatehouse.app;

import io.gatehouse.doors.messages.providers.ProviderTimes;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.ProxySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of a provider that say how it is connected to.
final class ProviderClientFields {
    private static final ClientSettings CLIENT = ClientSettings.defaults();
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Field<Duration> connectTimeout;
    private final Field<Duration> connectionIdle;
    private final Field<Integer> maxConnections;
    private final Field<Integer> answerBytes;
    private final Field<Boolean> http2;
    private final Field<ProxySettings> proxy;
    private final Field<List<String>> noProxy;
    private final Field<Path> authorities;
    private final Field<Path> clientCertificate;
    private final Field<Path> clientKey;

    /// Declares the fields in a form.
    ProviderClientFields(Form<?> form) {
        connectTimeout = ServerFields.time(form, "connect-timeout", ProviderTimes.DEFAULT.connect(), "For connecting.");
        connectionIdle =
                ServerFields.time(form, "connection-idle", IDLE, "How long an unused connection of HTTP is kept.");
        maxConnections = form.field(
                "max-connections",
                Kinds.integer(1, 65_535),
                CLIENT.maxConnections(),
                String.valueOf(CLIENT.maxConnections()),
                "Connections of HTTP/1.1 to the provider for each event loop.");
        answerBytes = form.field(
                "answer-bytes",
                Kinds.size(1024, 1 << 30),
                CLIENT.maxBodyBytes(),
                Quantities.text(CLIENT.maxBodyBytes()),
                "Largest answer that is not streamed, and largest event of a stream that the gateway reads.");
        http2 = form.field("http2", Kinds.flag(), CLIENT.http2(), "true", "Whether HTTP/2 is offered over TLS.");
        proxy = form.field(
                "proxy", TransportKinds.PROXY, "Proxy to go through: http://host:port or socks5://host:port.");
        noProxy = form.field(
                "no-proxy", Kinds.listOrOne(Kinds.text()), List.of(), "none", "Hosts that are called without it.");
        authorities = form.field("ca", Kinds.file(), "PEM file of the authorities to trust instead of the usual ones.");
        clientCertificate =
                form.field("client-certificate", Kinds.file(), "PEM file of the certificate to show to the provider.");
        clientKey = form.field("client-key", Kinds.file(), "PEM file of its private key.");
    }

    /// How long connecting may take.
    Duration connectTimeout(Values values) {
        return values.get(connectTimeout);
    }

    /// Reads all of them.
    ClientSettings read(Values values) {
        int largest = values.get(answerBytes);
        ProxySettings through = values.find(proxy);
        List<String> direct = values.get(noProxy);
        return ClientSettings.builder()
                .connectTimeout(values.get(connectTimeout))
                .idleTimeout(values.get(connectionIdle))
                .maxConnections(values.get(maxConnections))
                .http2(values.get(http2))
                .maxBodyBytes(largest)
                .maxEventBytes(largest)
                .proxy(through == null ? null : ServerFields.except(through, direct))
                .authorities(values.find(authorities))
                .identity(identity(values))
                .build();
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
}
