package io.gatehouse.identity;

import io.gatehouse.identity.KeyAuthenticator.Key;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.OperatorScope;
import io.gatehouse.protocol.ProviderScope;
import io.gatehouse.seal.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The keys of the configuration.
final class ConfiguredKeys {
    private final List<Known> keys;

    ConfiguredKeys(List<Key> keys) {
        this.keys = keys.stream()
                .map(key -> new Known(key, caller(key).with(scopes(key))))
                .toList();
    }

    /// A key and whoever shows it.
    private record Known(Key key, Caller caller) {}

    /// Who shows a key, without what only the key itself opens.
    static Caller caller(Key key) {
        return new Caller(CallerId.ofKey(key.name()), "", Set.of(), Set.of(), Map.copyOf(key.claims()), "", "");
    }

    private static Set<String> scopes(Key key) {
        Set<String> scopes = key.providerPaths().stream().map(ProviderScope::of).collect(Collectors.toSet());
        scopes.addAll(key.operator());
        return scopes;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    boolean operator(CallerId caller) {
        return any(known -> known.key().operator().contains(OperatorScope.READ)
                && known.caller().id().equals(caller));
    }

    boolean knows(CallerId caller) {
        return any(known -> known.caller().id().equals(caller));
    }

    boolean named(String name) {
        return any(known -> known.key().name().equals(name));
    }

    /// The key of a caller; null when there is none.
    KeyAuthenticator.@Nullable Key of(CallerId caller) {
        return keys.stream()
                .filter(known -> known.caller().id().equals(caller))
                .findFirst()
                .map(Known::key)
                .orElse(null);
    }

    private boolean any(Predicate<Known> condition) {
        return keys.stream().anyMatch(condition);
    }

    /// Who shows a key with this digest, or null. Takes the same time whichever key it is.
    @Nullable
    Caller find(byte[] sha256) {
        Caller found = null;
        for (Known known : keys) {
            if (Sha256.same(known.key().sha256(), sha256)) {
                found = known.caller();
            }
        }
        return found;
    }
}
