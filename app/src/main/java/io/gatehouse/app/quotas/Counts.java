package io.gatehouse.app.quotas;

import io.gatehouse.gateway.usage.SharedSettings;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.RedisCounts;
import io.gatehouse.store.counts.RedisPlace;
import io.gatehouse.store.counts.SharedCounts;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Opens what keeps shared counts.
public final class Counts {
    /// How long an answer of a Redis server may take, and a connection to it.
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private Counts() {}

    /// That of a configuration.
    ///
    /// @param shared where gateways count together; null for the store
    public static SharedCounts open(@Nullable SharedSettings shared, LateStore store) throws CountsAwayException {
        RedisPlace redis = shared == null ? null : shared.redis();
        try {
            return redis == null ? store.made().counts() : new RedisCounts(redis, ANSWER);
        } catch (StoreAwayException away) {
            throw new CountsAwayException(String.valueOf(away.getMessage()), away);
        } catch (IOException unreadable) {
            throw new CountsAwayException(
                    "The file of usage.shared.ca has no certificates that can be used.", unreadable);
        }
    }
}
