package io.gatehouse.app.schema;

import io.gatehouse.app.config.Loopback;
import io.gatehouse.identity.tokens.ClaimNames;
import io.gatehouse.identity.tokens.Issuer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An issuer in `auth.issuers`.
final class IssuerForm extends Form<Issuer> {
    /// An address to trust: by TLS, or on this machine.
    static final Kind<URI> URL = Kinds.scalar(
            "an https URL without a query",
            Map.of("type", "string", "pattern", "^https?://[^?#]+$"),
            IssuerForm::trusted,
            "Plain http is for addresses of this machine only.");

    private static final Kind<String> CLAIM = Kinds.text(
            "the name of a claim",
            Pattern.compile("[\\x21-\\x7e]{1,256}"),
            "Lead into objects with dots: realm_access.roles.");
    private static final ClaimNames USUAL = ClaimNames.DEFAULT;

    private final Field<URI> issuer =
            field("issuer", URL, "URL of the issuer, exactly as it stands in the claim iss of its tokens.");
    private final Field<URI> jwks =
            field("jwks", URL, "URL of its key set. Default: the one that the metadata of the issuer names.");
    private final Field<List<String>> algorithms = field(
            "algorithms",
            Kinds.listOrOne(Kinds.choice(named())),
            Issuer.USUAL,
            String.join(", ", Issuer.USUAL),
            "Algorithms of signatures that are accepted.");
    private final Field<List<String>> audience = field(
            "audience",
            Kinds.listOrOne(Kinds.text("an audience", Pattern.compile("[\\x21-\\x7e]{1,256}"), "")),
            List.of(),
            "none",
            "Names that tokens may have as their audience instead of a URL of the gateway. A token with such a name"
                    + " may be used for every toolset and the Messages API.");
    private final Field<String> tenant = field(
            "tenant",
            CLAIM,
            "",
            "none",
            "Claim that says whose data the caller works with. Tokens without it are then refused.");
    private final Field<String> user =
            field("user", CLAIM, USUAL.user(), USUAL.user(), "Claim that says in whose name the caller acts.");
    private final Field<String> roles =
            field("roles", CLAIM, "", "none", "Claim that lists roles of this gateway by their names.");
    private final Field<List<String>> scopes = field(
            "scopes",
            Kinds.listOrOne(CLAIM),
            USUAL.scopes(),
            String.join(", ", USUAL.scopes()),
            "Claims that list scopes; the first that a token has counts.");
    private final Field<Boolean> ignored = field(
            "ignore-scopes",
            Kinds.flag(),
            false,
            "false",
            "Whether the roles alone decide what a caller may do. Otherwise the scopes of a token narrow them, and a"
                    + " token without scopes may do nothing.");
    private final Field<Duration> leeway = field(
            "leeway",
            Kinds.duration(Duration.ZERO, Duration.ofMinutes(5)),
            Issuer.LEEWAY,
            "Maximum difference between its clock and the gateway's.");

    IssuerForm() {
        super("An issuer whose tokens (JWT) let callers in.");
    }

    private static Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        Issuer.ALGORITHMS.forEach(name -> named.put(name, name));
        return named;
    }

    private static @Nullable URI trusted(String text) {
        try {
            URI url = URI.create(text);
            boolean plain = "http".equals(url.getScheme());
            boolean usable = url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && (plain || "https".equals(url.getScheme()));
            return usable && (!plain || Loopback.only(bare(url.getHost()))) ? url : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    @Nullable
    Issuer build(Values values) {
        URI name = values.require(issuer, "Write the URL that tokens have as iss.");
        if (values.written(algorithms) && values.get(algorithms).isEmpty()) {
            values.error(algorithms, "is empty", "Leave it out for " + String.join(", ", Issuer.USUAL) + ".");
        }
        ClaimNames claims = new ClaimNames(values.get(tenant), values.get(user), values.get(roles), values.get(scopes));
        return name == null
                ? null
                : new Issuer(
                        name.toString(),
                        values.find(jwks),
                        Set.copyOf(values.get(algorithms)),
                        Set.copyOf(values.get(audience)),
                        claims,
                        !values.get(ignored),
                        values.get(leeway));
    }
}
