package io.gatehouse.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who a key is for, and what it opens. Texts have 1 to 200 characters, none of them a control character or half of a
/// surrogate pair; lists have at most 200 entries. Anything else throws an [IllegalArgumentException].
///
/// @param tenant whose key it is; empty where tenants are not told apart
/// @param name what people call it; no two keys of a tenant that are not revoked have the same one
/// @param roles names of roles
/// @param scopes names of scopes
/// @param addresses address ranges as in `10.0.0.0/8` from which it may be used; none for any. They are not checked.
/// @param expires when it ends, in milliseconds; null for never. An expired key keeps its name until it is revoked or
///     deleted.
/// @param acting for whom it may act, and what it says of its caller
public record KeyGrant(
        String tenant,
        String name,
        Set<String> roles,
        Set<String> scopes,
        List<String> addresses,
        @Nullable Instant expires,
        KeyActing acting) {
    private static final int MOST = 4_096;

    /// For a key that acts for nobody else and says nothing of its caller.
    public KeyGrant(
            String tenant,
            String name,
            Set<String> roles,
            Set<String> scopes,
            List<String> addresses,
            @Nullable Instant expires) {
        this(tenant, name, roles, scopes, addresses, expires, KeyActing.NONE);
    }

    public KeyGrant {
        if (!tenant.isEmpty()) {
            Bounds.check("The tenant of a key", tenant);
        }
        Bounds.check("The name of a key", name);
        Bounds.checkAll("role", roles);
        Bounds.checkAll("scope", scopes);
        Bounds.checkAll("address", addresses);
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
        addresses = List.copyOf(addresses);
        expires = expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS);
    }

    /// Why no key is made of this, although a stored one may have it: the roles, scopes and addresses are too long
    /// together. Null when they are not.
    public @Nullable String tooMuch() {
        int characters = Stream.of(roles, scopes, addresses)
                .flatMap(Collection::stream)
                .mapToInt(String::length)
                .sum();
        return characters > MOST
                ? "The roles, scopes and addresses of a key have " + characters + " characters together; at most "
                        + MOST + " are allowed. Name fewer."
                : null;
    }
}
