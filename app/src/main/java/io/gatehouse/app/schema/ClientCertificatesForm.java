package io.gatehouse.app.schema;

import io.gatehouse.app.config.Fingerprint;
import io.gatehouse.http.tls.Authorities;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The section `listen.client-certificates`.
final class ClientCertificatesForm extends Form<ClientCertificatesForm.Written> {
    private final Field<Path> authorities = field(
            "ca",
            Kinds.file(),
            "PEM file with the certificates of the authorities that sign those of clients. It is read again when it"
                    + " changes.");
    private final Field<Boolean> required = field(
            "required",
            Kinds.flag(),
            false,
            "false",
            "Whether TLS connections without a certificate are refused, whatever key they would show.");
    private final Field<Boolean> proxies = field(
            "from-proxies",
            Kinds.flag(),
            false,
            "false",
            "Whether trusted-proxies pass on the certificates of their clients in Client-Cert and Client-Cert-Chain (RFC"
                    + " 9440). Such a proxy must remove these headers from what clients send.");

    ClientCertificatesForm() {
        super("Certificates by which clients say who they are.");
    }

    /// What the section says.
    record Written(Path file, List<X509Certificate> authorities, boolean required, boolean fromProxies) {}

    @Override
    @Nullable
    Written build(Values values) {
        Path file = values.require(authorities, "Name the PEM file of the authorities.");
        if (file == null) {
            return null;
        }
        values.read(file, Fingerprint.of(List.of(file)));
        try {
            return new Written(file, Authorities.of(file), values.get(required), values.get(proxies));
        } catch (IOException | CertificateException unfit) {
            values.error(authorities, "holds no certificates in PEM form", "Name the PEM file of the authorities.");
            return null;
        }
    }
}
