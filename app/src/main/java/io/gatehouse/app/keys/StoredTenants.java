package io.gatehouse.app.keys;

import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoreSettings;
import io.gatehouse.store.StoreState;
import java.util.Set;
import java.util.stream.Collectors;

/// The tenants of stored keys.
public final class StoredTenants {
    private StoredTenants() {}

    /// Those of keys that are not revoked; none where there is no store.
    ///
    /// @throws StoreAwayException when the store cannot be read
    public static Set<String> of(StoreSettings settings) throws StoreAwayException, InterruptedException {
        if (!Store.exists(settings)) {
            return Set.of();
        }
        try (Store store = Store.open(settings)) {
            return store.opened() instanceof StoreState.Ready
                    ? store.keys().list().stream()
                            .filter(key -> key.revoked() == null)
                            .map(key -> key.grant().tenant())
                            .filter(tenant -> !tenant.isEmpty())
                            .collect(Collectors.toSet())
                    : Set.of();
        }
    }
}
