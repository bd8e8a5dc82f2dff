package io.gatehouse.store;

import io.gatehouse.store.counts.SharedCounts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresCountsTest extends CountsContract {

    private static Store one;
    private static Store other;

    @BeforeAll
    static void open() throws Exception {
        StoreSettings settings =
                StoreSettings.postgres(Postgres.database()).withLimits(StoreContract.PATIENCE, StoreContract.PATIENCE);
        one = StoreContract.ready(settings);
        other = StoreContract.ready(settings);
    }

    @AfterAll
    static void close() {
        one.close();
        other.close();
    }

    @Override
    SharedCounts one() {
        return one.counts();
    }

    @Override
    SharedCounts other() {
        return other.counts();
    }
}
