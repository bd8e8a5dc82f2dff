package io.gatehouse.upstream;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Each test has servers of its own.
abstract class UpstreamTest {
    @TempDir
    Path folder;

    UpstreamsFixture fixture;

    @BeforeEach
    void start() {
        fixture = new UpstreamsFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }
}
