package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.ConformanceResults;
import io.gatehouse.fixtures.ConformanceSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The scenarios that the suite requires of a client and that are not about authorization, with the gateway's upstream
/// side as the client.
@Order(1)
@Tag("real")
class ConformanceClientTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void installed() {
        assumeTrue(ConformanceSuite.ready());
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, initialize",
        "2025-11-25, tools_call",
        "2025-11-25, elicitation-sep1034-client-defaults",
        "2025-11-25, sse-retry",
        "2026-07-28, tools_call",
        "2026-07-28, request-metadata",
        "2026-07-28, sep-2322-client-request-state",
        "2026-07-28, http-standard-headers",
        "2026-07-28, http-custom-headers",
        "2026-07-28, http-invalid-tool-headers",
        "2026-07-28, json-schema-ref-no-deref"
    })
    void theUpstreamSidePasses(String revision, String scenario) throws IOException {
        ConformanceResults results = ConformanceSuite.client(command(), scenario, revision, folder.resolve("results"));
        assertThat(results.failures(scenario)).as(results.output()).isEqualTo(List.of());
    }

    /// The suite splits the command at spaces, so that the class path goes into a script.
    private String command() throws IOException {
        Path script = folder.resolve("client.sh");
        Files.writeString(script, """
                exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '%s' %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        ConformanceClient.class.getName()));
        return "sh " + script;
    }
}
