package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.ConformanceRequirements;
import io.gatehouse.fixtures.ConformanceResults;
import io.gatehouse.fixtures.ConformanceSuite;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The official conformance suite behind the gateway: it judges what the gateway sends to a server, whatever
/// revision the client in front has. Its scenarios about authorization are left out.
@Order(1)
@Tag("conformance")
class ConformanceClientTest {
    /// The suite runs it with those of both revisions, but requires it of nobody.
    private static final String UNSCORED = "json-schema-2020-12-preservation";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void installed() {
        assumeTrue(ConformanceSuite.ready(), "run fixtures/conformance/install");
    }

    @ParameterizedTest(name = "{0} for a client of {1}")
    @CsvSource({
        "2025-11-25, 2025-11-25",
        "2025-11-25, 2026-07-28",
        "2026-07-28, 2025-11-25",
        "2026-07-28, 2026-07-28",
    })
    void whatIsRequiredOfClientsPasses(String required, String client) throws IOException {
        Path own = folder.resolve(required + "-for-" + client);
        try (ConformanceRunner runner =
                new ConformanceRunner(folder, Revision.of(client).orElseThrow())) {
            ConformanceResults results = ConformanceSuite.client(runner.command(), required, own);

            assertThat(failures(results, required)).as(results.output()).isEmpty();
            assertThat(runner.problems()).isEmpty();
        }
    }

    private static Map<String, List<String>> failures(ConformanceResults results, String required) {
        Map<String, List<String>> failures = new TreeMap<>();
        ConformanceRequirements.client(required).stream()
                .filter(scenario -> !scenario.startsWith("auth/"))
                .forEach(scenario -> failures.put(scenario, results.failures(scenario)));
        failures.put(UNSCORED, results.failures(UNSCORED));
        failures.values().removeIf(List::isEmpty);
        return failures;
    }
}
