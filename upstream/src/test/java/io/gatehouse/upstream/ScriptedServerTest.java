package io.gatehouse.upstream;

import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests with a [ScriptedServer] as a child process.
abstract class ScriptedServerTest {
    @TempDir
    Path folder;

    /// What the server logs.
    Path log;

    UpstreamsFixture fixture;

    @BeforeEach
    void start() {
        log = folder.resolve("server.log");
        fixture = new UpstreamsFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    /// Starts one with these traits.
    Upstream server(String... traits) throws Exception {
        return fixture.start(ServerSettings.of("s", ScriptedServer.transport(log, traits)));
    }
}
