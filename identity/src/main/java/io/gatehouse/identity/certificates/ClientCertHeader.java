package io.gatehouse.identity.certificates;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The certificate of a client as a proxy passes it on (RFC 9440): in `Client-Cert`, and those that lead to its
/// authority in `Client-Cert-Chain`. Each is a byte sequence of structured fields (RFC 8941), without parameters.
public final class ClientCertHeader {
    /// The header with the client's own certificate.
    public static final String CERTIFICATE = "Client-Cert";
    /// The header with the others.
    public static final String CHAIN = "Client-Cert-Chain";

    private static final int MOST_CHARACTERS = 16 << 10;
    private static final int MOST_CERTIFICATES = 8;
    private static final Pattern BYTES = Pattern.compile(":([A-Za-z0-9+/]+={0,2}):");

    private ClientCertHeader() {}

    /// What the headers of a request say.
    ///
    /// @param own all values of [#CERTIFICATE]
    /// @param others all values of [#CHAIN]
    public static PresentedCertificate read(List<String> own, List<String> others) {
        if (own.isEmpty() && others.isEmpty()) {
            return PresentedCertificate.NONE;
        }
        if (own.size() != 1 || length(own) + length(others) > MOST_CHARACTERS) {
            return new PresentedCertificate.Unreadable();
        }
        List<String> items = new ArrayList<>(List.of(own.getFirst()));
        others.forEach(line -> items.addAll(List.of(line.split(",", -1))));
        if (items.size() > MOST_CERTIFICATES) {
            return new PresentedCertificate.Unreadable();
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (String item : items) {
            X509Certificate certificate = certificate(item.strip());
            if (certificate == null) {
                return new PresentedCertificate.Unreadable();
            }
            chain.add(certificate);
        }
        return new PresentedCertificate.Chain(chain);
    }

    private static int length(List<String> lines) {
        return lines.stream().mapToInt(String::length).sum();
    }

    /// A certificate in DER with nothing before or after it; null when an item is anything else.
    private static @Nullable X509Certificate certificate(String item) {
        var bytes = BYTES.matcher(item);
        if (!bytes.matches()) {
            return null;
        }
        try {
            byte[] der = Base64.getDecoder().decode(bytes.group(1));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
            return Arrays.equals(certificate.getEncoded(), der) ? certificate : null;
        } catch (CertificateException | IllegalArgumentException malformed) {
            return null;
        }
    }

    /// Certificates as the headers have them: the first alone, then the rest; empty where there is none.
    static String write(List<X509Certificate> certificates) throws CertificateException {
        List<String> items = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            items.add(":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":");
        }
        return String.join(", ", items);
    }

    /// The value of [#CERTIFICATE] or [#CHAIN] for a certificate that a connection has shown; null where there is none.
    public static @Nullable String value(String name, List<X509Certificate> shown) {
        boolean own = name.equalsIgnoreCase(CERTIFICATE);
        List<X509Certificate> some = own ? shown.subList(0, Math.min(1, shown.size())) : rest(shown);
        try {
            return some.isEmpty() ? null : write(some);
        } catch (CertificateException unencodable) {
            return null;
        }
    }

    private static List<X509Certificate> rest(List<X509Certificate> shown) {
        return shown.isEmpty() ? shown : shown.subList(1, Math.min(shown.size(), MOST_CERTIFICATES));
    }
}
