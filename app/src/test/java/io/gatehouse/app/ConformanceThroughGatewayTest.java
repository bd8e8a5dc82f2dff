package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.ConformanceRequirements;
import io.gatehouse.fixtures.ConformanceResults;
import io.gatehouse.fixtures.ConformanceSuite;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.Everything;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The official conformance suite through the gateway, in front of the fixture over each kind of upstream. What the
/// suite records must be what it records of the fixture itself, because it passes some scenarios on any tool error.
@Order(1)
@Tag("conformance")
class ConformanceThroughGatewayTest {
    /// The suite runs these two with those of 2026-07-28, but requires them of nobody.
    private static final Set<String> HEADER_SCENARIOS =
            Set.of("http-header-validation", "http-custom-header-server-validation");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void installed() {
        assumeTrue(ConformanceSuite.ready(), "run fixtures/conformance/install");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void whatIsRequiredPassesAndIsRecordedAsOfTheServerItself(String revision) throws IOException, ListenException {
        boolean modernClient = revision.equals("2026-07-28");
        Set<String> required = new TreeSet<>(ConformanceRequirements.server(revision));
        if (modernClient) {
            required.addAll(HEADER_SCENARIOS);
        }
        ConformanceResults direct;
        try (FixtureServer fixture = new FixtureServer(Everything.server(), 0, Era.BOTH)) {
            direct = ConformanceSuite.requirements(fixture.endpoint(), revision, fresh());
        }

        assertThat(ConformanceUpstream.values()).allSatisfy(upstream -> {
            ConformanceResults through = through(upstream, revision);
            if (!failing(through, required).isEmpty()) {
                // The suite waits 600 ms for some messages, which a busy machine may take longer for.
                through = through(upstream, revision);
            }
            List<String> differences = ConformanceExpectations.unexplained(through, direct, upstream, modernClient);

            assertThat(failing(through, required)).as(through.output()).isEmpty();
            assertThat(scenarios(differences))
                    .as(String.join("\n", differences))
                    .isEqualTo(ConformanceExpectations.differing(upstream, modernClient));
        });
    }

    private static ConformanceResults through(ConformanceUpstream upstream, String revision)
            throws IOException, ListenException {
        try (ConformanceGateway gateway = new ConformanceGateway(fresh(), upstream)) {
            return ConformanceSuite.requirements(gateway.endpoint(), revision, fresh());
        }
    }

    /// The scenarios with a failure or a warning.
    private static Set<String> failing(ConformanceResults results, Set<String> required) {
        return required.stream()
                .filter(scenario -> !results.failures(scenario).isEmpty())
                .collect(Collectors.toSet());
    }

    private static Set<String> scenarios(List<String> differences) {
        return differences.stream().map(ConformanceExpectations::scenario).collect(Collectors.toSet());
    }

    private static Path fresh() throws IOException {
        return Files.createTempDirectory(folder, "run");
    }
}
