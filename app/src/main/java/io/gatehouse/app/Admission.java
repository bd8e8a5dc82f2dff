package io.gatehouse.app;

import io.gatehouse.app.config.AuthSettings;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.identity.Authenticator;
import io.gatehouse.identity.GatewayAuthenticator;
import io.gatehouse.identity.KeyAuthenticator;
import io.gatehouse.identity.OwnTokenIssuer;
import io.gatehouse.identity.StoredCallers;
import io.gatehouse.identity.TokenRevocation;
import io.gatehouse.identity.certificates.CertificateCallers;
import io.gatehouse.identity.certificates.CertificateRules;
import io.gatehouse.identity.tokens.KeySource;
import io.gatehouse.identity.tokens.Resources;
import io.gatehouse.identity.tokens.ServerTokens;
import io.gatehouse.identity.tokens.TokenWatch;
import io.gatehouse.identity.tokens.Tokens;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.policy.Role;
import io.gatehouse.policy.Roles;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.protocol.Caller;
import io.gatehouse.seal.SigningKeys;
import io.gatehouse.store.LateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Who may call, and what they may do, by the configuration in force and the stored keys.
final class Admission implements AutoCloseable {
    /// The admin API takes keys and tokens only.
    private static final CertificateCallers NO_CERTIFICATES =
            new CertificateCallers(CertificateRules.NONE, InstantSource.system());

    private final KeySource issuerKeys;
    private final SigningKeys signing;
    private final TokenWatch watch = new TokenWatch(InstantSource.system());
    private StoredCallers stored = StoredCallers.NONE;
    private AuthSettings settings;
    private volatile KeyAuthenticator keys;
    private volatile Tokens tokens;
    private volatile OwnTokenIssuer own;
    private volatile CertificateCallers certificates;
    private volatile ServerTokens identities;
    private volatile GatewayAuthenticator authenticator;
    private volatile GatewayAuthenticator admin;
    private volatile Roles roles;
    private volatile RuleBook rules;

    /// @param issuerKeys gets the keys of those who issue tokens
    /// @param signing keys of the gateway's own tokens
    /// @param known which certificates let callers in
    Admission(AuthSettings settings, CertificateRules known, KeySource issuerKeys, SigningKeys signing) {
        certificates = new CertificateCallers(known, InstantSource.system());
        this.settings = settings;
        this.signing = signing;
        this.issuerKeys = issuerKeys;
        keys = keysOf(settings, stored);
        tokens = new Tokens(settings.tokens(), issuerKeys, InstantSource.system(), null, watch.ends());
        own = new OwnTokenIssuer(settings.tokens(), keys, tokens, signing, InstantSource.system(), watch);
        identities = identitiesOf(settings);
        authenticator = new GatewayAuthenticator(keys, tokens, own, certificates);
        admin = new GatewayAuthenticator(demanding(settings, stored), tokens, own, NO_CERTIFICATES);
        roles = rolesOf(settings);
        rules = settings.rules();
    }

    /// Reads the keys that are stored, now and whenever they change.
    ///
    /// @param ended runs when keys or tokens no longer open what they did
    /// @param expired runs when tokens have come to their end
    synchronized void read(LateStore store, Runnable ended, Runnable expired) {
        watch.start(store, () -> own.open(), ended, expired);
        stored = new StoredCallers(store, ended);
        keys = keysOf(settings, stored);
        own = new OwnTokenIssuer(settings.tokens(), keys, tokens, signing, InstantSource.system(), watch);
        authenticator = new GatewayAuthenticator(keys, tokens, own, certificates);
        admin = new GatewayAuthenticator(demanding(settings, stored), tokens, own, NO_CERTIFICATES);
    }

    /// Waits until the stored keys were read, or the store turned out to be away.
    void awaitStored(Duration most) throws InterruptedException {
        StoredCallers reading;
        synchronized (this) {
            reading = stored;
        }
        reading.awaitFirst(most);
        watch.awaitFirst(most);
    }

    /// Begins to fetch keys of issuers, so that the first caller need not wait for them.
    void prepare() {
        tokens.prepare();
    }

    /// Takes a changed configuration.
    ///
    /// @return tells which access is as it was
    synchronized Predicate<Access> apply(AuthSettings next, CertificateRules known) {
        certificates = new CertificateCallers(known, InstantSource.system());
        settings = next;
        keys = keysOf(next, stored);
        rules = next.rules();
        tokens = new Tokens(next.tokens(), issuerKeys, InstantSource.system(), tokens, watch.ends());
        own = new OwnTokenIssuer(next.tokens(), keys, tokens, signing, InstantSource.system(), watch);
        identities = identitiesOf(next);
        authenticator = new GatewayAuthenticator(keys, tokens, own, certificates);
        admin = new GatewayAuthenticator(demanding(next, stored), tokens, own, NO_CERTIFICATES);
        Roles before = roles;
        Roles changed = rolesOf(next);
        if (changed.same(before)) {
            return access -> true;
        }
        roles = changed;
        return access -> changed.keep(access, before);
    }

    /// Whether everybody may do everything.
    boolean open() {
        return !authenticator.required() && roles.same(Roles.NONE);
    }

    /// Whether a caller who was let in before would be let in now.
    boolean admits(Caller caller) {
        return authenticator.knows(caller) && welcome(caller);
    }

    /// The keys that let callers in.
    KeyAuthenticator keys() {
        return keys;
    }

    /// Whether a key or a certificate of a caller has this name.
    boolean named(String name) {
        return keys.named(name) || certificates.named(name);
    }

    /// Tells who calls.
    GatewayAuthenticator authenticator() {
        return authenticator;
    }

    /// Makes tokens.
    OwnTokenIssuer own() {
        return own;
    }

    /// Revokes tokens.
    TokenRevocation revocation() {
        return new TokenRevocation(own, watch);
    }

    /// A token that tells a server who calls.
    String identity(Caller caller, String audience) {
        return identities.token(caller, audience);
    }

    private ServerTokens identitiesOf(AuthSettings from) {
        return new ServerTokens(from.tokens().publicUrl(), signing, InstantSource.system());
    }

    /// What tokens can be for.
    Resources resources() {
        return tokens.resources();
    }

    /// What callers may do.
    Roles roles() {
        return roles;
    }

    /// What becomes of single calls.
    RuleBook rules() {
        return rules;
    }

    /// What a caller may do.
    Access access(Caller caller) {
        return roles.of(caller);
    }

    /// What a caller may do with the gateway itself.
    OperatorAccess operator(Caller caller) {
        return LocalKey.is(caller.id()) ? OperatorAccess.ALL : roles.operator(caller);
    }

    /// Tells who calls clients' doors; who runs the gateway is told by roles too.
    Authenticator front() {
        return new Operators(authenticator, this::operator);
    }

    /// Tells who calls the admin API, where everybody has to show a credential.
    Authenticator admin() {
        return new Operators(admin, this::operator);
    }

    /// Whether a caller may do anything.
    boolean welcome(Caller caller) {
        return access(caller) != Access.NOTHING;
    }

    @Override
    public synchronized void close() {
        stored.close();
        watch.close();
    }

    private static KeyAuthenticator keysOf(AuthSettings settings, StoredCallers stored) {
        return new KeyAuthenticator(
                configured(settings), stored, settings.required(), settings.anonymousRole() != null);
    }

    private static KeyAuthenticator demanding(AuthSettings settings, StoredCallers stored) {
        return new KeyAuthenticator(configured(settings), stored, true, false);
    }

    private static List<KeyAuthenticator.Key> configured(AuthSettings settings) {
        return settings.keys().stream()
                .map(key -> new KeyAuthenticator.Key(
                        key.name(),
                        key.sha256(),
                        Set.copyOf(key.providerPaths()),
                        Set.copyOf(key.operator()),
                        key.actFor(),
                        key.claims()))
                .toList();
    }

    /// Those of the configuration, and that of the user's own commands.
    private static Roles rolesOf(AuthSettings settings) {
        if (settings.roles().isEmpty()) {
            return Roles.NONE;
        }
        List<Role> all = new ArrayList<>(settings.roles());
        all.add(LocalKey.ROLE);
        return new Roles(all, settings.anonymousRole());
    }
}
