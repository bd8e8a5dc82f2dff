package io.gatehouse.http.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/// The certificates of authorities in a PEM file.
public final class Authorities {
    private Authorities() {}

    /// All certificates of a file, at least one.
    ///
    /// @throws IOException if it cannot be read
    /// @throws CertificateException if it holds none, or one that is broken
    public static List<X509Certificate> of(Path file) throws IOException, CertificateException {
        try {
            return List.of(Pem.certificates(file));
        } catch (IllegalArgumentException broken) {
            throw new CertificateException("a certificate is not Base64", broken);
        }
    }
}
