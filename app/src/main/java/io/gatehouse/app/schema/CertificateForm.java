package io.gatehouse.app.schema;

import io.gatehouse.app.config.ServerNames;
import io.gatehouse.identity.certificates.CertificateName;
import io.gatehouse.identity.certificates.CertificateRule;
import io.gatehouse.protocol.ServerScope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// An entry of `auth.certificates`: whose certificates let a caller in.
final class CertificateForm extends Form<Function<String, CertificateRule>> {
    private final Field<List<String>> uri =
            names("uri", "URIs in the certificate (subjectAltName), such as spiffe://acme.example/agent/*.");
    private final Field<List<String>> dns = names("dns", "Host names in the certificate (subjectAltName).");
    private final Field<List<String>> email = names("email", "Mail addresses in the certificate (subjectAltName).");
    private final Field<List<String>> subject = field(
            "subject",
            Kinds.listOrOne(Kinds.scalar(
                    "a subject such as CN=agent-1,O=Acme",
                    Map.of("type", "string"),
                    CertificateForm::subject,
                    "Write it as `openssl x509 -subject -nameopt RFC2253` prints it.")),
            List.of(),
            "none",
            "Whole subjects of certificates. There are no patterns.");
    private final Field<List<String>> roles = field(
            "roles",
            Kinds.listOrOne(Kinds.text("the name of a role", ServerNames.PATTERN, "")),
            List.of(),
            "none",
            "Roles of the caller, by name.");
    private final Field<List<String>> scopes = field(
            "scopes",
            Kinds.listOrOne(Kinds.scalar(
                    "a scope such as crm:read",
                    Map.of("type", "string"),
                    text -> ServerScope.is(text) ? text : null,
                    "Write SERVER:EFFECT, or mcp:EFFECT for every server.")),
            List.of(),
            "all that the roles give",
            "What the caller may do with servers, within its roles: SERVER:EFFECT such as crm:read, or mcp:EFFECT for"
                    + " every server.");
    private final Field<String> tenant = field(
            "tenant",
            Kinds.text("a name of letters, digits, - and _", ServerNames.PATTERN, ""),
            "",
            "none",
            "Tenant whose data the caller works with.");

    CertificateForm() {
        super("A caller who shows a certificate.");
    }

    private Field<List<String>> names(String name, String told) {
        return field(
                name,
                Kinds.listOrOne(Kinds.text("a name or pattern", Pattern.compile("[\\x21-\\x7e]{1,256}"), "")),
                List.of(),
                "none",
                told + " * stands for any text.");
    }

    private static @Nullable String subject(String text) {
        try {
            return new X500Principal(text).getName().isEmpty() ? null : text;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    @Override
    @Nullable
    Function<String, CertificateRule> build(Values values) {
        Map<CertificateName, List<String>> named = new EnumMap<>(CertificateName.class);
        add(named, CertificateName.URI, values.get(uri));
        add(named, CertificateName.DNS, values.get(dns));
        add(named, CertificateName.EMAIL, values.get(email));
        add(named, CertificateName.SUBJECT, values.get(subject));
        if (Stream.of(uri, dns, email, subject).filter(values::written).count() != 1) {
            values.error("must have one of uri, dns, email and subject", "Say which certificates are meant.");
        }
        if (named.size() != 1) {
            return null;
        }
        CertificateName kind = named.keySet().iterator().next();
        Set<String> has = Set.copyOf(values.get(roles));
        Set<String> may = Set.copyOf(values.get(scopes));
        String whose = values.get(tenant);
        return name -> new CertificateRule(name, kind, named.getOrDefault(kind, List.of()), has, may, whose);
    }

    private static void add(Map<CertificateName, List<String>> named, CertificateName kind, List<String> patterns) {
        if (!patterns.isEmpty()) {
            named.put(kind, patterns);
        }
    }
}
