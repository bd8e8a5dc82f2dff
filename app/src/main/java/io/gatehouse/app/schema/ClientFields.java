package io.gatehouse.app.schema;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.ProxySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fields that say how something is called over HTTP.
final class ClientFields {
    private final Field<ProxySettings> proxy;
    private final Field<List<String>> noProxy;
    private final Field<Path> clientCertificate;
    private final Field<Path> clientKey;
    private final Keys<ClientSettings.Builder> keys;

    /// Declares the fields in a form.
    ///
    /// @param peer what is called, for the descriptions: "server"
    ClientFields(Form<?> form, String peer) {
        keys = new Keys<>(form);
        proxy = form.field("proxy", TransportKinds.PROXY, "Proxy to use: http://host:port or socks5://host:port.");
        noProxy = form.field(
                "no-proxy", Kinds.listOrOne(Kinds.text()), List.of(), "none", "Hosts to reach without the proxy.");
        keys.key(
                "ca",
                Kinds.file(),
                "PEM file of certificate authorities to trust instead of Java's.",
                ClientSettings.Builder::authorities);
        clientCertificate = form.field(
                "client-certificate", Kinds.file(), "PEM file of the client certificate to show to the " + peer + ".");
        clientKey = form.field("client-key", Kinds.file(), "PEM file of the private key of client-certificate.");
        keys.key("http2", Kinds.flag(), true, "Whether HTTP/2 is offered over TLS.", ClientSettings.Builder::http2);
    }

    /// Reads all of them into a client.
    ClientSettings read(Values values, ClientSettings.Builder client) {
        ProxySettings through = values.find(proxy);
        List<String> direct = values.get(noProxy);
        return keys.fill(values, client)
                .proxy(through == null ? null : except(through, direct))
                .identity(identity(values))
                .build();
    }

    /// Every one of them.
    List<Field<?>> fields() {
        return Stream.concat(Stream.of(proxy, noProxy, clientCertificate, clientKey), keys.fields().stream())
                .toList();
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
