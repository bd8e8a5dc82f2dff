package io.gatehouse.store;

import io.gatehouse.store.counts.SharedCounts;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteCountsTest extends CountsContract {
    @TempDir
    static Path folder;

    private static Store one;
    private static Store other;

    @BeforeAll
    static void open() throws Exception {
        StoreSettings settings =
                StoreSettings.inFolder(folder).withLimits(StoreContract.PATIENCE, StoreContract.PATIENCE);
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
