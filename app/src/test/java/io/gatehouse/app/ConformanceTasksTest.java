package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.ConformanceSuite;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.TaskServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scenarios of the official conformance suite for the tasks extension, through the gateway. The suite scores them
/// for nobody.
@Tag("conformance")
class ConformanceTasksTest {
    private static final List<String> SCENARIOS = List.of(
            "tasks-lifecycle",
            "tasks-capability-negotiation",
            "tasks-wire-fields",
            "tasks-request-state-removal",
            "tasks-mrtr-input",
            "tasks-request-headers",
            "tasks-dispatch-and-envelope",
            "tasks-required-task-error",
            "tasks-mrtr-composition");

    @TempDir
    private Path folder;

    @Test
    void theyPassThroughTheGateway() throws Exception {
        assumeTrue(ConformanceSuite.ready(), "run fixtures/conformance/install");
        try (TaskServer tasks = new TaskServer();
                FixtureServer server = new FixtureServer(tasks, 0, Era.MODERN);
                Bed bed = new Bed(folder, """
                        servers:
                          jobs: {url: "%s"}
                        toolsets:
                          bare: {names: bare, servers: [jobs]}
                        """.formatted(server.endpoint()))) {
            bed.awaitReady("jobs");
            URI address = URI.create("http://localhost:" + bed.endpoint().getPort() + "/mcp/bare");
            for (String scenario : SCENARIOS) {
                Path results = Files.createTempDirectory(folder, "run");
                assertThat(ConformanceSuite.extension(address, scenario, results)
                                .failures(scenario))
                        .as(scenario)
                        .isEmpty();
            }
        }
    }
}
