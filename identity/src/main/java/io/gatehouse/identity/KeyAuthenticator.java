package io.gatehouse.identity;

import io.gatehouse.identity.Authentication.Authenticated;
import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.OperatorScope;
import io.gatehouse.protocol.ProviderScope;
import io.gatehouse.protocol.ServerScope;
import io.gatehouse.seal.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Knows callers by keys: those of the configuration, then those that are stored. Only their digests are kept. Where
/// none is required, everybody is let in as [Caller#ANONYMOUS].
public final class KeyAuthenticator implements Authenticator {
    private static final int MAX_LENGTH = 4_096;
    private static final int PRINT = 16;
    /// Without keys and roles, everybody may use the provider's account.
    private static final Authentication OPEN =
            new Authenticated(Caller.ANONYMOUS.with(Set.of(ProviderScope.of("all"))));
    /// Beside keys or roles, who shows no key has a role and nothing else.
    private static final Authentication GUEST = new Authenticated(Caller.ANONYMOUS);

    private final ConfiguredKeys configured;
    private final StoredCallers stored;
    private final boolean required;
    private final boolean anonymous;

    /// One that demands a key wherever there is any.
    public KeyAuthenticator(List<Key> keys) {
        this(keys, StoredCallers.NONE, !keys.isEmpty(), false);
    }

    /// @param keys those of the configuration
    /// @param stored those beside them
    /// @param required whether a key is required even where none is stored
    /// @param anonymous whether callers without a key are let in, with what a role gives them
    public KeyAuthenticator(List<Key> keys, StoredCallers stored, boolean required, boolean anonymous) {
        this.configured = new ConfiguredKeys(keys);
        this.stored = stored;
        this.required = required;
        this.anonymous = anonymous;
    }

    /// A key of the configuration.
    ///
    /// @param name whom calls with it are booked to
    /// @param sha256 the SHA-256 of the key's UTF-8 text, 32 bytes
    /// @param providerPaths what of a model provider's account it opens: `files`, `batches`, or `all`
    /// @param operator what who has it may do with the gateway itself, as [OperatorScope] says
    /// @param actFor patterns of users in whose name it may have tokens made
    /// @param claims what rules read of its caller: texts by name
    public record Key(
            String name,
            byte[] sha256,
            Set<String> providerPaths,
            Set<String> operator,
            List<String> actFor,
            Map<String, List<String>> claims) {
        public Key {
            providerPaths = Set.copyOf(providerPaths);
            operator = Set.copyOf(operator);
            actFor = List.copyOf(actFor);
            claims = Map.copyOf(claims);
        }

        /// A key that acts for nobody else.
        public Key(String name, byte[] sha256, Set<String> providerPaths, boolean operator) {
            this(name, sha256, providerPaths, operator ? Set.of(OperatorScope.READ) : Set.of(), List.of(), Map.of());
        }

        /// A key that opens nothing of a provider's account.
        public Key(String name, byte[] sha256) {
            this(name, sha256, Set.of());
        }

        /// A key of somebody who does not run the gateway.
        public Key(String name, byte[] sha256, Set<String> providerPaths) {
            this(name, sha256, providerPaths, false);
        }
    }

    @Override
    public boolean operator(Caller caller) {
        return configured.operator(caller.id()) || stored.operator(caller.id());
    }

    /// Whether a caller who was let in before would be let in now.
    public boolean knows(Caller caller) {
        return caller.id().equals(CallerId.ANONYMOUS)
                ? anonymous || !required()
                : configured.knows(caller.id())
                        || stored.knows(caller.id())
                        || caller.id().kind() == CallerId.Kind.LOCAL;
    }

    /// Whether a key that can be used has this name.
    public boolean named(String name) {
        return configured.named(name) || stored.named(name);
    }

    @Override
    public boolean required() {
        return required || stored.required();
    }

    @Override
    public Authentication authenticate(Credentials shown) {
        String secret = shown.secret();
        if (!required()) {
            return anonymous ? GUEST : OPEN;
        }
        if (secret == null) {
            return withoutKey();
        }
        if (secret.length() > MAX_LENGTH) {
            return new Refused(fault(shown));
        }
        byte[] digest = Sha256.of(secret);
        Caller caller = configured.find(digest);
        return caller == null ? ofStored(digest, shown) : new Authenticated(caller);
    }

    /// While it is not known whether keys are required, nobody is told that one would help.
    private Authentication withoutKey() {
        if (anonymous) {
            return GUEST;
        }
        return required || stored.known() ? new Authentication.Nobody() : new Authentication.Unavailable();
    }

    private Authentication ofStored(byte[] digest, Credentials shown) {
        return switch (stored.find(digest, shown.address())) {
            case StoredCallers.Found.Key(Caller caller) -> new Authenticated(caller);
            case StoredCallers.Found.Expired() -> new Refused(Fault.EXPIRED);
            case StoredCallers.Found.Elsewhere() -> new Refused(Fault.WRONG_ADDRESS);
            case StoredCallers.Found.Nothing() -> new Refused(fault(shown));
            case StoredCallers.Found.NotNow() -> new Authentication.Unavailable();
        };
    }

    private static Fault fault(Credentials shown) {
        if (!shown.several()) {
            return Fault.UNKNOWN_KEY;
        }
        return shown.bearer() ? Fault.UNKNOWN_BEARER : Fault.UNKNOWN_API_KEY;
    }

    /// The key of a caller as far as tokens depend on it; null when it cannot be used, or not from where the request
    /// comes.
    ///
    /// @param address tells the client's address; null where it was checked before
    @Nullable
    Base base(CallerId caller, @Nullable Supplier<String> address) {
        Key key = configured.of(caller);
        if (key != null) {
            String print = Sha256.hex(key.sha256()).substring(0, PRINT);
            return new Base(ConfiguredKeys.caller(key), print, key.actFor());
        }
        KnownKey found = stored.current(caller, address);
        return found == null
                ? null
                : new Base(found.caller(), "", found.key().grant().acting().actFor());
    }

    /// When a key that can be used ends by itself; [Instant#MAX] when it does not.
    Instant end(CallerId caller) {
        return configured.knows(caller) ? Instant.MAX : stored.end(caller);
    }

    /// A key from which tokens are made.
    ///
    /// @param caller who shows it, with the scopes that narrow it and without those that only the key itself has
    /// @param print tells it from another key that gets its name; empty where the caller's id does
    /// @param actFor patterns of users in whose name tokens may be made
    record Base(Caller caller, String print, List<String> actFor) {
        Base {
            Set<String> narrowing = ServerScope.of(caller.scopes());
            caller = caller.with(narrowing.isEmpty() ? Set.of(Caller.ANY_SCOPE) : narrowing);
            actFor = List.copyOf(actFor);
        }
    }

    /// Whether a text is one of the keys, so that it must not be passed on.
    public boolean holds(String presented) {
        if (presented.length() > MAX_LENGTH) {
            return false;
        }
        byte[] digest = Sha256.of(presented);
        return configured.find(digest) != null || stored.has(digest);
    }
}
