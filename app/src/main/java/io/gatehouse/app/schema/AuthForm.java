package io.gatehouse.app.schema;

import io.gatehouse.app.config.Configuration.Key;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.identity.certificates.CertificateRule;
import io.gatehouse.identity.tokens.Issuer;
import io.gatehouse.identity.tokens.Lives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The section `auth`: who may call.
final class AuthForm extends Form<AuthForm.Auth> {
    private static final Pattern EXACT = Pattern.compile("[A-Za-z0-9_-]{1,64}:(?:read|write|destroy|send)");

    private final Field<List<Key>> keys = field(
            "keys",
            Kinds.list(new KeyForm()),
            List.of(),
            "none: on loopback, anyone may call",
            "Keys of callers; make one with `gatehouse key new NAME --for-file`. `gatehouse key new NAME` stores keys instead.");

    private final Field<String> anonymous = field(
            "anonymous",
            Kinds.text("the name of a role", ServerNames.PATTERN, ""),
            "Role of callers without a key; on loopback only.");

    private final Field<List<Issuer>> issuers = field(
            "issuers",
            Kinds.list(new IssuerForm()),
            List.of(),
            "none",
            "Issuers whose tokens let callers in, such as your identity provider. They require listen.public-url.");

    private final Field<List<String>> scopes = field(
            "scopes",
            Kinds.listOrOne(Kinds.text(
                    "a scope such as mcp:read", EXACT, "Write SERVER:EFFECT, or mcp:EFFECT for every server.")),
            List.of("mcp:read", "mcp:write"),
            "mcp:read and mcp:write",
            "Scopes that exist at the issuers. Clients are told of those that begin with mcp:, which stand for that"
                    + " effect on every server of a caller's roles.");

    private final Field<Lives> lives =
            field("tokens", new LivesForm(), Lives.DEFAULT, "", "Short-lived tokens that the gateway itself makes.");

    private final Field<Map<String, Function<String, CertificateRule>>> certificates = field(
            "certificates",
            Kinds.map("the name of a caller", ServerNames.PATTERN, new CertificateForm()),
            Map.of(),
            "none",
            "Callers who show a certificate, by name; the first that fits counts. They require"
                    + " listen.client-certificates.");

    /// Who may call.
    ///
    /// @param lives of tokens that the gateway makes
    /// @param issuers whose tokens count
    /// @param scopes that exist there
    /// @param anonymous the role of callers without a key; null when they have none
    record Auth(
            List<Key> keys,
            List<Issuer> issuers,
            List<String> scopes,
            Lives lives,
            @Nullable String anonymous,
            List<CertificateRule> certificates) {
        /// Nobody has a key.
        static final Auth OPEN = new Auth(List.of(), List.of(), List.of(), Lives.DEFAULT, null, List.of());
    }

    AuthForm() {
        super("Who may call.");
    }

    @Override
    Auth build(Values values) {
        List<Key> all = values.get(keys);
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (Key key : all) {
            if (key.name().equals(LocalKey.NAME)) {
                values.error(keys, Shown.quoted(key.name()) + " is the gateway's own key", "Choose another name.");
            }
            if (!names.add(key.name())) {
                values.error(keys, "two keys are named " + Shown.quoted(key.name()), "Give each key its own name.");
            }
            if (!hashes.add(HexFormat.of().formatHex(key.sha256()))) {
                values.error(
                        keys,
                        "the key of " + Shown.quoted(key.name()) + " is also the key of another name",
                        "Make a separate key for each with `gatehouse key new NAME`.");
            }
        }
        Set<String> known = new HashSet<>();
        for (Issuer issuer : values.get(issuers)) {
            if (!known.add(issuer.name())) {
                values.error(
                        issuers, "two have the URL " + Shown.quoted(issuer.name()), "Write each issuer only once.");
            }
        }
        return new Auth(
                all,
                values.get(issuers),
                values.get(scopes),
                values.get(lives),
                values.find(anonymous),
                certificates(values, names));
    }

    private List<CertificateRule> certificates(Values values, Set<String> keyNames) {
        List<CertificateRule> all = new ArrayList<>();
        values.get(certificates).forEach((name, rule) -> {
            if (keyNames.contains(name) || name.equals(LocalKey.NAME)) {
                values.error(certificates, List.of(name), "a key has this name, too", "Give each caller its own name.");
            }
            all.add(rule.apply(name));
        });
        return all;
    }

    private static final class LivesForm extends Form<Lives> {
        private final Field<Duration> usual = field(
                "life",
                Kinds.duration(Duration.ofSeconds(10), Duration.ofDays(7)),
                Lives.DEFAULT.usual(),
                "Life of a token for which no other is asked.");
        private final Field<Duration> most = field(
                "max-life",
                Kinds.duration(Duration.ofSeconds(10), Duration.ofDays(7)),
                Lives.DEFAULT.most(),
                "Longest life that can be asked for.");

        LivesForm() {
            super("Short-lived tokens that the gateway itself makes.");
        }

        @Override
        Lives build(Values values) {
            Duration longest = values.get(most);
            Duration chosen = values.get(usual);
            return new Lives(chosen.compareTo(longest) > 0 ? longest : chosen, longest);
        }
    }

    private static final class KeyForm extends Form<Key> {
        private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

        private final Field<String> name = field(
                "name",
                Kinds.text("a name of letters, digits, - and _", ServerNames.PATTERN, ""),
                "Name of the caller, as logs and metrics show it.");
        private final Field<String> sha256 = field(
                "sha256",
                Kinds.secret( // people put the key itself here
                        "64 hexadecimal digits",
                        Map.of("type", "string", "pattern", "^(?:" + HASH + ")$"),
                        value -> HASH.matcher(value).matches() || KeyMaker.isKey(value) ? value : null,
                        "Make a key with `gatehouse key new NAME --for-file`; it prints this line."),
                "SHA-256 of the key.");

        private final Field<List<String>> providerPaths = field(
                "provider-paths",
                Kinds.listOrOne(Kinds.text(
                        "a name as in /v1/NAME", Pattern.compile("[a-z0-9_-]{1,64}"), "Write `all` for everything.")),
                List.of(),
                "none",
                "Provider paths that this key may use in addition to messages and models, by the name after /v1/:"
                        + " files, batches, skills, agents, or all. They show the whole account, not only what"
                        + " belongs to the caller.");

        private final Field<List<String>> operator = field(
                "operator",
                new OperatorKind(),
                List.of(),
                "false",
                "What this key may do with the gateway itself: admin:read, admin:write, keys, SERVER:approve, or"
                        + " mcp:approve for every server. true is admin:read: /ready, /metrics and /logs then show what"
                        + " servers wrote and how they are configured.");

        private final Field<List<String>> actFor = field(
                "act-for",
                Kinds.listOrOne(Kinds.text("a user or pattern", Pattern.compile("[\\x21-\\x7e]{1,256}"), "")),
                List.of(),
                "none",
                "Users in whose name this key may have short-lived tokens made; * stands for any text.");

        private final Field<Boolean> bulk = field(
                "priority",
                Kinds.choice(Map.of("bulk", true)),
                false,
                "as all callers",
                "bulk for a caller that yields when the gateway has many calls in progress, see usage.bulk-percent.");
        private final Field<Map<String, List<String>>> claims = field(
                "claims",
                Kinds.map(
                        "the name of a claim",
                        Pattern.compile("[A-Za-z0-9_.-]{1,64}"),
                        Kinds.listOrOne(Kinds.text("a text", Pattern.compile("[^\\x00-\\x1f\\x7f]{1,200}"), ""))),
                Map.of(),
                "none",
                "What rules read as caller.claims of whoever shows this key. Claims of a key give no role.");

        KeyForm() {
            super("A caller's key.");
        }

        @Override
        @Nullable
        Key build(Values values) {
            String caller = values.require(name, "Name the caller that uses this key.");
            String hash = values.require(sha256, "`gatehouse key new NAME --for-file` prints it.");
            if (hash != null && KeyMaker.isKey(hash)) {
                values.error(
                        sha256,
                        "is the key itself, which must not be in this file",
                        "Make a new key with `gatehouse key new NAME --for-file`, because this one may have been seen; it prints"
                                + " the line for this file.");
                return null;
            }
            if (caller != null && hash != null && WellKnownKeys.has(hash, caller)) {
                values.error(
                        sha256,
                        "is the hash of a well-known word that anyone can guess",
                        "Make a key with `gatehouse key new NAME --for-file`; it prints this line.");
                return null;
            }
            return caller == null || hash == null
                    ? null
                    : new Key(
                            caller,
                            HexFormat.of().parseHex(hash),
                            values.get(providerPaths),
                            values.get(operator),
                            values.get(actFor),
                            values.get(bulk),
                            values.get(claims));
        }
    }
}
