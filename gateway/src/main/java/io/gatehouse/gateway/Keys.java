package io.gatehouse.gateway;

import io.gatehouse.protocol.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys by which callers are known. Only their digests are kept. Without any key everybody is let in as
/// [Caller#ANONYMOUS]: a listener that others can reach demands keys before it starts.
public final class Keys {
    private static final int MAX_LENGTH = 4_096;

    private final List<Key> keys;

    public Keys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

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

    /// What of a model provider's account a caller may use beside models and messages.
    public Set<String> providerPaths(Caller caller) {
        for (Key key : keys) {
            if (key.name().equals(caller.name())) {
                return key.providerPaths();
            }
        }
        return Set.of();
    }

    /// Whether a caller runs the gateway. Without keys that is for the listener to say.
    public boolean operator(Caller caller) {
        return keys.stream().anyMatch(key -> key.operator() && key.name().equals(caller.name()));
    }

    /// Whether callers have to show a key.
    public boolean required() {
        return !keys.isEmpty();
    }

    /// Who shows this key; null when a key is required and this is none. Takes the same time whichever key it is.
    public @Nullable Caller caller(@Nullable String presented) {
        if (keys.isEmpty()) {
            return Caller.ANONYMOUS;
        }
        if (presented == null || presented.length() > MAX_LENGTH) {
            return null;
        }
        byte[] digest = sha256(presented);
        Key found = null;
        for (Key key : keys) {
            if (MessageDigest.isEqual(key.sha256(), digest)) {
                found = key;
            }
        }
        return found == null ? null : new Caller(found.name());
    }

    /// Whether a text is one of the keys, so that it must not be passed on.
    public boolean holds(String presented) {
        return required() && caller(presented) != null;
    }

    /// Who sends a request with these headers: the key of `Authorization: Bearer`, else that of `x-api-key`.
    public @Nullable Caller caller(@Nullable String authorization, @Nullable String apiKey) {
        if (keys.isEmpty()) {
            return Caller.ANONYMOUS;
        }
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return caller(authorization.substring(7).strip());
        }
        return caller(apiKey);
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
