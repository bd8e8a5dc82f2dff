package io.gatehouse.app;

import io.gatehouse.http.PemFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The section `listen`.
final class ListenForm extends Form<ListenForm.Listen> {
    private static final Kind<String> HOST = Kinds.text(
            "an address or a name of this machine",
            Pattern.compile("[A-Za-z0-9._:%-]{1,255}"),
            "Write 127.0.0.1, ::1, localhost or 0.0.0.0, without a port.");
    private static final Kind<String> ORIGIN = Kinds.text(
            "an origin",
            Pattern.compile("[a-z][a-z0-9+.-]*://[A-Za-z0-9.\\[\\]:-]+|null"),
            "Write scheme, host and port only: https://app.example.com.");
    private static final Kind<String> NAME = Kinds.text(
            "a host name", Pattern.compile("[A-Za-z0-9.\\[\\]:-]{1,255}"), "Write it without a scheme or a path.");

    private final Field<List<String>> host = field(
            "host",
            Kinds.listOrOne(HOST),
            List.of("127.0.0.1", "::1"),
            "127.0.0.1 and ::1",
            "Addresses to listen on. Others than loopback need auth.keys.");
    private final Field<Integer> port = field(
            "port",
            Kinds.integer(0, 65535),
            Configuration.DEFAULT_PORT,
            String.valueOf(Configuration.DEFAULT_PORT),
            "Port to listen on; 0 picks a free one.");
    private final Field<PemFiles> tls = field("tls", new TlsForm(), "Serve HTTPS with this certificate.");
    private final Field<List<String>> origins = field(
            "allowed-origins",
            Kinds.listOrOne(ORIGIN),
            List.of(),
            "none",
            "Origins whose pages may call from a browser; they get CORS headers.");
    private final Field<List<String>> hosts = field(
            "allowed-hosts",
            Kinds.listOrOne(NAME),
            List.of(),
            "none",
            "Names under which clients reach the gateway beside those it listens on, behind a proxy say.");

    ListenForm() {
        super("Where the gateway listens.");
    }

    /// What the section says.
    record Listen(
            List<String> hosts,
            int port,
            @Nullable PemFiles tls,
            List<String> allowedOrigins,
            List<String> allowedHosts) {}

    @Override
    Listen build(Values values) {
        List<String> addresses = values.get(host);
        if (addresses.isEmpty() && !values.broken()) {
            values.error(host, "is an empty list", "Leave it out to listen on loopback.");
        }
        return new Listen(addresses, values.get(port), values.find(tls), values.get(origins), values.get(hosts));
    }

    private static final class TlsForm extends Form<PemFiles> {
        private final Field<Path> certificate = field(
                "certificate", Kinds.file(), "PEM file with the certificate and those that lead to its authority.");
        private final Field<Path> key =
                field("key", Kinds.file(), "PEM file with the private key, without a password.");

        TlsForm() {
            super("A certificate and its key.");
        }

        @Override
        @Nullable
        PemFiles build(Values values) {
            Path first = values.require(certificate, "TLS needs a certificate and a key.");
            Path second = values.require(key, "TLS needs a certificate and a key.");
            return first == null || second == null ? null : new PemFiles(first, second);
        }
    }
}
