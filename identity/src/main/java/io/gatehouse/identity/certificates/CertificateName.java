package io.gatehouse.identity.certificates;

import io.gatehouse.protocol.Glob;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/// What in a certificate says whose it is. Of the alternative names, those count that have 1 to 256 visible ASCII
/// characters and no asterisk. The common name is never looked at alone.
public enum CertificateName {
    /// A URI among the alternative names, such as a SPIFFE id. Compared letter by letter.
    URI(6),
    /// A host among the alternative names. Upper and lower case are the same.
    DNS(2),
    /// A mail address among the alternative names. Upper and lower case of the domain are the same.
    EMAIL(1),
    /// The whole subject, as RFC 4514 writes it. Compared as RFC 5280, section 7.1, has it; there are no patterns.
    SUBJECT(-1);

    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e&&[^*]]{1,256}");

    private final int type;

    CertificateName(int type) {
        this.type = type;
    }

    /// The names of this kind in a certificate that fit one of some patterns, in the order of the certificate.
    List<String> fitting(X509Certificate certificate, List<String> patterns) {
        return this == SUBJECT ? subject(certificate, patterns) : alternatives(certificate, patterns);
    }

    private static List<String> subject(X509Certificate certificate, List<String> written) {
        X500Principal subject = certificate.getSubjectX500Principal();
        boolean named = !subject.getName().isEmpty()
                && written.stream().anyMatch(each -> subject.equals(new X500Principal(each)));
        return named ? List.of(subject.getName()) : List.of();
    }

    private List<String> alternatives(X509Certificate certificate, List<String> patterns) {
        List<String> found = new ArrayList<>();
        for (List<?> entry : entries(certificate)) {
            boolean ours = entry.get(0) instanceof Integer number && number == type;
            if (ours
                    && entry.get(1) instanceof String name
                    && PLAIN.matcher(name).matches()) {
                String same = same(name);
                if (patterns.stream().anyMatch(pattern -> new Glob(same(pattern)).matches(same))) {
                    found.add(same);
                }
            }
        }
        return found;
    }

    private static Collection<List<?>> entries(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private String same(String name) {
        return switch (this) {
            case URI, SUBJECT -> name;
            case DNS -> name.toLowerCase(Locale.ROOT);
            case EMAIL -> {
                int at = name.lastIndexOf('@');
                yield name.substring(0, at + 1) + name.substring(at + 1).toLowerCase(Locale.ROOT);
            }
        };
    }
}
