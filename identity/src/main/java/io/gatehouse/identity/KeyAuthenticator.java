package io.gatehouse.identity;

import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.ProviderScope;
import io.gatehouse.seal.Sha256;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Knows callers by the keys of the configuration. Only their digests are kept. Without any key everybody is let in as
/// [Caller#ANONYMOUS]: a listener that others can reach demands keys before it starts.
public final class KeyAuthenticator implements Authenticator {
    private static final int MAX_LENGTH = 4_096;
    /// Without keys and roles, everybody may use the provider's account.
    private static final Authentication OPEN =
            new Authentication.Authenticated(Caller.ANONYMOUS.with(Set.of(ProviderScope.of("all"))));
    /// Beside keys or roles, who shows no key has a role and nothing else.
    private static final Authentication GUEST = new Authentication.Authenticated(Caller.ANONYMOUS);

    private final List<Known> keys;
    private final boolean anonymous;

    /// One that demands a key wherever there is any.
    public KeyAuthenticator(List<Key> keys) {
        this(keys, false);
    }

    /// @param anonymous whether callers without a key are let in, with what a role gives them
    public KeyAuthenticator(List<Key> keys, boolean anonymous) {
        this.anonymous = anonymous;
        this.keys = keys.stream()
                .map(key -> new Known(key, Caller.ofKey(key.name()).with(scopes(key))))
                .toList();
    }

    /// A key and whoever shows it.
    private record Known(Key key, Caller caller) {}

    /// A key that opens the gateway.
    ///
    /// @param name whom calls with it are booked to
    /// @param sha256 the SHA-256 of the key's UTF-8 text, 32 bytes
    /// @param providerPaths what of a model provider's account it opens: `files`, `batches`, or `all`
    /// @param operator whether who has it runs the gateway, and so sees what servers wrote
    public record Key(String name, byte[] sha256, Set<String> providerPaths, boolean operator) {
        public Key {
            providerPaths = Set.copyOf(providerPaths);
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

    private static Set<String> scopes(Key key) {
        return key.providerPaths().stream().map(ProviderScope::of).collect(Collectors.toSet());
    }

    @Override
    public boolean operator(Caller caller) {
        return keys.stream()
                .anyMatch(known -> known.key().operator() && known.caller().id().equals(caller.id()));
    }

    /// Whether a caller is known by one of the keys, or let in without.
    public boolean knows(Caller caller) {
        return anonymous && caller.id().equals(CallerId.ANONYMOUS)
                || keys.stream().anyMatch(known -> known.caller().id().equals(caller.id()));
    }

    /// Whether one of the keys has this name.
    public boolean named(String name) {
        return keys.stream().anyMatch(known -> known.key().name().equals(name));
    }

    @Override
    public boolean required() {
        return !keys.isEmpty();
    }

    @Override
    public Authentication authenticate(Credentials shown) {
        if (keys.isEmpty()) {
            return anonymous ? GUEST : OPEN;
        }
        String secret = shown.secret();
        if (secret == null) {
            return anonymous ? GUEST : new Authentication.Nobody();
        }
        Caller caller = find(secret);
        return caller == null ? new Authentication.Refused(fault(shown)) : new Authentication.Authenticated(caller);
    }

    private static Fault fault(Credentials shown) {
        if (!shown.several()) {
            return Fault.UNKNOWN_KEY;
        }
        return shown.bearer() ? Fault.UNKNOWN_BEARER : Fault.UNKNOWN_API_KEY;
    }

    /// Whether a text is one of the keys, so that it must not be passed on.
    public boolean holds(String presented) {
        return find(presented) != null;
    }

    /// Who shows this key, or null. Takes the same time whichever key it is.
    private @Nullable Caller find(String presented) {
        if (keys.isEmpty() || presented.length() > MAX_LENGTH) {
            return null;
        }
        byte[] digest = Sha256.of(presented);
        Caller found = null;
        for (Known known : keys) {
            if (Sha256.same(known.key().sha256(), digest)) {
                found = known.caller();
            }
        }
        return found;
    }
}
