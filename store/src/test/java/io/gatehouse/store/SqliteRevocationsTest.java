package io.gatehouse.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRevocationsTest extends RevocationsContract {
    @TempDir
    Path folder;

    @Override
    StoreSettings place() {
        return StoreSettings.inFolder(folder);
    }
}
