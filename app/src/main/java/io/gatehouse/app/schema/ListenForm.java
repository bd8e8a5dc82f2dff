package io.gatehouse.app.schema;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.doors.front.RequestGuard;
import io.gatehouse.http.ClientCertificates;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.identity.certificates.CertificateRule;
import io.gatehouse.identity.certificates.CertificateRules;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9.\\[\\]:-]{1,255}");
    private static final Kind<String> NAME = Kinds.scalar(
            "a host name or an address",
            Map.of("type", "string", "pattern", "^(?:" + NAME_FORM.pattern() + ")$"),
            text -> NAME_FORM.matcher(text).matches() && RequestGuard.isName(text) ? text : null,
            "Write it without a scheme or a path: mcp.example.com, mcp.example.com:8443 or [2001:db8::2].");

    private final Field<List<String>> host = field(
            "host",
            Kinds.listOrOne(HOST),
            List.of("127.0.0.1", "::1"),
            "127.0.0.1 and ::1",
            "Addresses to listen on. Addresses other than loopback require keys or auth.issuers.");
    private final Field<Integer> port = field(
            "port",
            Kinds.integer(0, 65535),
            Configuration.DEFAULT_PORT,
            String.valueOf(Configuration.DEFAULT_PORT),
            "Port to listen on; 0 picks a free one.");
    private final Field<PemFiles> tls = field(
            "tls",
            new TlsForm(),
            "Serve HTTPS with this certificate. When its files are renewed, new connections get the new one.");
    private final Field<ClientCertificatesForm.Written> clients = field(
            "client-certificates",
            new ClientCertificatesForm(),
            "Ask clients for certificates by which auth.certificates knows them.");
    private final Field<List<String>> origins = field(
            "allowed-origins",
            Kinds.listOrOne(ORIGIN),
            List.of(),
            "none",
            "Web origins that may call the gateway from a browser; they get CORS headers.");
    private final Field<List<String>> hosts = field(
            "allowed-hosts",
            Kinds.listOrOne(NAME),
            List.of(),
            "none",
            "Host names and addresses, with or without a port, that clients may use in addition to the addresses"
                    + " the gateway listens on, for example behind a proxy.");

    private final Field<List<AddressRange>> proxies = field(
            "trusted-proxies",
            Kinds.listOrOne(Kinds.parsed("a range of IP addresses", AddressRange::of)),
            List.of(),
            "none",
            "Addresses of reverse proxies in front of the gateway, such as 10.0.0.0/8. X-Forwarded-For,"
                    + " X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix and Forwarded are read from these"
                    + " only.");

    private final Field<Boolean> greetings = field(
            "proxy-protocol",
            Kinds.flag(),
            false,
            "false",
            "Read the PROXY protocol (versions 1 and 2) on connections from trusted-proxies.");

    private final Field<URI> publicUrl = field(
            "public-url",
            IssuerForm.URL,
            "URL under which clients reach the gateway, without /mcp: https://mcp.example.com. Tokens name it as their"
                    + " audience.");

    ListenForm() {
        super("Where the gateway listens.");
    }

    /// What the section says.
    ///
    /// @param publicUrl without a slash at the end; empty when it is not set
    public record Listen(
            List<String> hosts,
            int port,
            @Nullable PemFiles tls,
            ClientCertificatesForm.@Nullable Written clients,
            List<String> allowedOrigins,
            List<String> allowedHosts,
            List<AddressRange> trustedProxies,
            boolean proxyProtocol,
            String publicUrl) {
        /// The certificates that TLS asks clients for; null when it does not.
        public @Nullable ClientCertificates asked() {
            return tls == null || clients == null ? null : new ClientCertificates(clients.file(), clients.required());
        }

        /// Who signs certificates of clients, and whether proxies pass them on.
        CertificateRules rules(List<CertificateRule> callers) {
            return clients == null
                    ? CertificateRules.NONE
                    : new CertificateRules(clients.authorities(), clients.fromProxies(), callers);
        }
    }

    @Override
    Listen build(Values values) {
        List<String> addresses = values.get(host);
        if (addresses.isEmpty() && !values.broken()) {
            values.error(host, "is an empty list", "Leave it out to listen on loopback.");
        }
        if (values.get(greetings) && values.get(proxies).isEmpty() && !values.broken()) {
            values.error(
                    greetings, "requires trusted-proxies", "Add the addresses of the proxies under trusted-proxies.");
        }
        return new Listen(
                addresses,
                values.get(port),
                values.find(tls),
                clients(values),
                values.get(origins),
                values.get(hosts),
                values.get(proxies),
                values.get(greetings),
                address(values.find(publicUrl)));
    }

    private ClientCertificatesForm.@Nullable Written clients(Values values) {
        ClientCertificatesForm.Written written = values.find(clients);
        if (written == null || values.broken()) {
            return written;
        }
        if (written.fromProxies() && values.get(proxies).isEmpty()) {
            values.error(
                    clients,
                    "from-proxies requires trusted-proxies",
                    "Add the addresses of the proxies under trusted-proxies.");
        }
        if (!values.written(tls) && (written.required() || !written.fromProxies())) {
            values.error(
                    clients,
                    "requires listen.tls",
                    "Set it, or from-proxies if only proxies see the clients' certificates.");
        }
        return written;
    }

    /// As tokens name it: scheme and host in lower case, no port that the scheme has anyway, no slash at the end.
    private static String address(@Nullable URI url) {
        if (url == null) {
            return "";
        }
        boolean usual = url.getPort() < 0 || url.getPort() == (url.getScheme().equals("https") ? 443 : 80);
        String path = url.getRawPath();
        return url.getScheme() + "://" + url.getHost().toLowerCase(Locale.ROOT)
                + (usual ? "" : ":" + url.getPort())
                + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static final class TlsForm extends Form<PemFiles> {
        private final Field<Path> certificate =
                field("certificate", Kinds.file(), "PEM file with the certificate and its chain.");
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
