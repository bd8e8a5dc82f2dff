package io.gatehouse.identity.certificates;

import java.security.cert.X509Certificate;
import java.util.List;

/// The certificate that comes with a request.
public sealed interface PresentedCertificate {
    /// There is none.
    PresentedCertificate NONE = new Nothing();

    /// There is none.
    record Nothing() implements PresentedCertificate {}

    /// One, with those that lead to an authority.
    ///
    /// @param certificates the client's own first, at least that one
    record Chain(List<X509Certificate> certificates) implements PresentedCertificate {
        public Chain {
            certificates = List.copyOf(certificates);
        }
    }

    /// What a proxy says of it cannot be read.
    record Unreadable() implements PresentedCertificate {}

    /// What a connection shows.
    static PresentedCertificate of(List<X509Certificate> chain) {
        return chain.isEmpty() ? NONE : new Chain(chain);
    }
}
