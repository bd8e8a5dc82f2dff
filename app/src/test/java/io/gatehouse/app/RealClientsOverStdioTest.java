package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.RealClient;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealReports;
import io.gatehouse.fixtures.RealServers;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Clients that nobody here wrote start `stdio` themselves, and get what they get over HTTP: where it starts the
/// servers itself, and where a gateway runs on the data folder.
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
@Tag("real")
class RealClientsOverStdioTest {
    private static final String SCENARIO = """
            {"calls": [
               {"name": "everything_echo", "arguments": {"message": "grüße ✓"}},
               {"name": "everything_get-structured-content", "arguments": {"location": "Chicago"}},
               {"name": "everything_trigger-long-running-operation", "arguments": {"duration": 0.3, "steps": 3}, "progress": true},
               {"name": "everything_trigger-long-running-operation", "arguments": {"duration": 30, "steps": 3}, "cancelAfterMs": 200},
               {"name": "everything_echo", "arguments": {"message": "after the cancelled call"}}],
             "reads": ["demo://resource/dynamic/text/1"],
             "gets": [{"name": "everything_args-prompt", "arguments": {"city": "Paris", "state": "Texas"}}],
             "completions": [
               {"ref": {"type": "ref/prompt", "name": "everything_completable-prompt"},
                "argument": {"name": "department", "value": "E"}}],
             "subscription": {
               "uri": "demo://resource/dynamic/text/1", "trigger": {"name": "everything_toggle-subscriber-updates"}}}
            """;
    private static final String ASKING = """
            {"capabilities": ["elicitation", "sampling", "roots"],
             "elicitation": {"action": "accept", "content": {"name": "Ada"}},
             "calls": [
               {"name": "everything_trigger-elicitation-request"},
               {"name": "everything_trigger-sampling-request", "arguments": {"prompt": "hello", "maxTokens": 10}},
               {"name": "everything_get-roots-list"}]}
            """;

    @TempDir
    static Path folder;

    @TempDir
    Path own;

    private static RunningServer everything;
    private static GatehouseProcess up;
    private static URI overHttp;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        everything = RealServers.startEverything();
        Files.writeString(
                folder.resolve("gatehouse.yaml"), "servers: {everything: {url: \"" + everything.endpoint() + "\"}}\n");
        up = new GatehouseProcess(folder, "up", "--port", "0", "--json");
        String line = up.out(written -> written.startsWith("{\"endpoint\""));
        overHttp = URI.create(JsonMapper.shared().readTree(line).get("endpoint").stringValue());
    }

    @AfterAll
    static void stop() {
        if (up != null) {
            up.close();
        }
        if (everything != null) {
            everything.close();
        }
    }

    @BeforeEach
    void script() throws IOException {
        Files.writeString(own.resolve("start"), """
                #!/bin/sh
                # What goes to standard output goes to a file as well.
                cd '%s' && %s "$@" | tee '%s'
                """.formatted(
                        folder,
                        Javas.command(Main.class, "stdio").stream()
                                .map(word -> "'" + word + "'")
                                .collect(Collectors.joining(" ")),
                        own.resolve("written")));
        Files.setPosixFilePermissions(own.resolve("start"), PosixFilePermissions.fromString("rwx------"));
    }

    static Stream<RealClient> legacy() {
        return RealClients.legacy().stream();
    }

    static Stream<RealClient> all() {
        return Stream.concat(legacy(), Stream.of(RealClients.typescript2("auto"), RealClients.python2("auto")));
    }

    /// The commands that a client's file may have: with the gateway that runs, and without.
    private List<List<String>> commands() {
        String start = own.resolve("start").toString();
        return List.of(List.of(start, "--toolset", "everything"), List.of(start, "--own"));
    }

    private void protocolOnly() throws IOException {
        assertThat(Files.readAllLines(own.resolve("written")))
                .isNotEmpty()
                .allMatch(line -> JsonMapper.shared()
                        .readTree(line)
                        .path("jsonrpc")
                        .asString()
                        .equals("2.0"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theyGetWhatTheyGetOverHttp(RealClient client) throws Exception {
        JsonNode expected = client.perform(overHttp, SCENARIO);
        for (List<String> command : commands()) {
            JsonNode seen = client.perform(command, SCENARIO);
            assertThat(seen.get("revision")).isEqualTo(expected.get("revision"));
            assertThat(RealReports.names(seen.get("tools")))
                    .containsExactlyInAnyOrderElementsOf(RealReports.names(expected.get("tools")));
            for (String part : List.of("resources", "templates", "prompts", "reads", "gets", "completions", "ping")) {
                assertThat(ReportPart.of(part, seen)).as(part).isEqualTo(ReportPart.of(part, expected));
            }
            assertThat(seen.at("/calls/0/result")).isEqualTo(expected.at("/calls/0/result"));
            assertThat(seen.at("/calls/1/result")).isEqualTo(expected.at("/calls/1/result"));
            assertThat(seen.at("/calls/2/progress")).hasSizeBetween(2, 3);
            assertThat(seen.at("/calls/3/cancelled").booleanValue()).isTrue();
            assertThat(seen.at("/calls/4/result")).isEqualTo(expected.at("/calls/4/result"));
            assertThat(seen.at("/subscription/updated").booleanValue()).isTrue();
            protocolOnly();
        }
    }

    @ParameterizedTest
    @MethodSource("legacy")
    void theyAreAskedByTheServerWhoseToolTheyCall(RealClient client) throws Exception {
        JsonNode expected = client.perform(overHttp, ASKING);
        for (List<String> command : commands()) {
            JsonNode seen = client.perform(command, ASKING);
            assertThat(RealReports.methods(seen.get("requests")))
                    .containsExactlyInAnyOrderElementsOf(RealReports.methods(expected.get("requests")));
            assertThat(ReportPart.of("calls", seen)).isEqualTo(ReportPart.of("calls", expected));
            protocolOnly();
        }
    }

    @Test
    void theInspectorStartsIt() throws Exception {
        String start = own.resolve("start").toString();
        JsonNode listed = RealClients.inspector(start, "--method", "tools/list").json();
        assertThat(RealReports.names(listed.at("/result/tools"))).contains("everything_echo");
        protocolOnly();
        JsonNode called = RealClients.inspector(
                        start,
                        "--method",
                        "tools/call",
                        "--tool-name",
                        "everything_echo",
                        "--tool-arg",
                        "message=hello")
                .json();
        assertThat(called.at("/result/content/0/text").stringValue()).isEqualTo("Echo: hello");
    }
}
