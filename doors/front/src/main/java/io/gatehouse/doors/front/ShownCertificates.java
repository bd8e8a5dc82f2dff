package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.identity.Authenticator;
import io.gatehouse.identity.certificates.ClientCertHeader;
import io.gatehouse.identity.certificates.PresentedCertificate;
import java.security.cert.X509Certificate;
import java.util.List;

/// Which certificate comes with a request: that of its connection, or the one of which a trusted proxy tells. A
/// certificate of the proxy itself is never that of its clients.
final class ShownCertificates {
    private ShownCertificates() {}

    static PresentedCertificate of(HttpExchange exchange, Arrival arrival, Authenticator authenticator) {
        if (!arrival.proxied()) {
            return PresentedCertificate.of(exchange.clientCertificates());
        }
        return authenticator.certificatesFromProxies() ? passed(exchange) : PresentedCertificate.NONE;
    }

    /// The certificates themselves; none where there are none that can be read.
    static List<X509Certificate> chain(PresentedCertificate shown) {
        return shown instanceof PresentedCertificate.Chain(List<X509Certificate> certificates)
                ? certificates
                : List.of();
    }

    /// What the headers of a request tell that somebody passed whose word counts.
    static PresentedCertificate passed(HttpExchange exchange) {
        return ClientCertHeader.read(
                exchange.headers(ClientCertHeader.CERTIFICATE), exchange.headers(ClientCertHeader.CHAIN));
    }
}
