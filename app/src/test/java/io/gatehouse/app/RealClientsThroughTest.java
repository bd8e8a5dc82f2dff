package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.RealClient;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealReports;
import io.gatehouse.fixtures.RealScenarios;
import io.gatehouse.fixtures.RealServers;
import io.gatehouse.fixtures.RealTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every real client gets from every real server through the gateway what it gets without it.
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
@Tag("real")
class RealClientsThroughTest {
    /// The tool of the reference server that takes tasks only; the gateway makes the tasks, and clients call it as any
    /// other.
    private static final String TASKS_ONLY = "simulate-research-query";

    private static final List<String> EVERYTHING =
            List.of("tools", "resources", "templates", "prompts", "calls", "reads", "gets", "completions", "ping");

    @TempDir
    static Path folder;

    private static RealPeers peers;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        peers = new RealPeers(folder);
    }

    @AfterAll
    static void stop() {
        if (peers != null) {
            peers.close();
        }
    }

    static Stream<RealClient> legacy() {
        return RealClients.legacy().stream();
    }

    static Stream<RealClient> modern() {
        return RealClients.modern().stream();
    }

    static Stream<RealClient> all() {
        return Stream.concat(legacy(), modern());
    }

    @ParameterizedTest
    @MethodSource("legacy")
    void theReferenceServerOverEveryTransport(RealClient client) {
        JsonNode direct = client.perform(peers.everything(), RealScenarios.EVERYTHING);

        for (String toolset : List.of("bare", "bare-http", "bare-sse")) {
            JsonNode through = client.perform(peers.gateway("/mcp/" + toolset), RealScenarios.EVERYTHING);

            assertThat(through.get("revision")).isEqualTo(direct.get("revision"));
            same(toolset, direct, through, EVERYTHING);
        }
    }

    @Test
    void theReferenceServerForTheJavaSdk() {
        JsonNode direct = JavaSdkClient.perform(peers.everything(), RealScenarios.EVERYTHING);

        JsonNode through = JavaSdkClient.perform(peers.gateway("/mcp/bare-http"), RealScenarios.EVERYTHING);

        same("Java SDK", direct, through, EVERYTHING);
    }

    /// The modern era has no ping; the cancellation closes the stream.
    @ParameterizedTest
    @MethodSource("modern")
    void anOlderServerForModernClients(RealClient client) {
        JsonNode direct = RealClients.typescript2("legacy").perform(peers.everything(), RealScenarios.EVERYTHING);

        JsonNode through = client.perform(peers.gateway("/mcp/bare-http"), RealScenarios.EVERYTHING);

        assertThat(through.get("revision").stringValue()).isEqualTo("2026-07-28");
        assertThat(RealReports.names(through.get("tools")))
                .containsExactlyInAnyOrderElementsOf(RealReports.names(passing(direct.get("tools"))));
        assertThat(through.at("/calls/0/result/content/0/text").stringValue()).isEqualTo("Echo: grüße ✓");
        assertThat(through.at("/calls/2/result/structuredContent"))
                .isEqualTo(direct.at("/calls/2/result/structuredContent"));
        assertThat(through.at("/calls/8/progress")).hasSizeBetween(2, 3);
        assertThat(through.at("/calls/9/cancelled").booleanValue()).isTrue();
        assertThat(through.at("/calls/10/result/content/0/text").stringValue())
                .isEqualTo("Echo: after the cancelled call");
        assertThat(through.at("/reads/1/result/contents")).isEqualTo(direct.at("/reads/1/result/contents"));
        assertThat(through.at("/reads/2/error/code").intValue()).isEqualTo(-32603);
        assertThat(through.at("/gets/1/result/messages")).isEqualTo(direct.at("/gets/1/result/messages"));
        assertThat(through.at("/completions/0/result/completion/values"))
                .isEqualTo(direct.at("/completions/0/result/completion/values"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aServerOfBothErasOverBothTransports(RealClient client) {
        JsonNode direct = client.perform(peers.dbhub(), RealScenarios.DBHUB);

        for (String toolset : List.of("bare-dbhub", "bare-dbhub-http")) {
            JsonNode through = client.perform(peers.gateway("/mcp/" + toolset), RealScenarios.DBHUB);

            assertThat(through.get("revision")).isEqualTo(direct.get("revision"));
            same(toolset, direct, through, List.of("tools", "calls"));
        }
    }

    @ParameterizedTest
    @MethodSource("legacy")
    void aServerOf2024(RealClient client) {
        JsonNode direct = client.perform(RealServers.everything2024(), RealScenarios.EVERYTHING_2024);

        JsonNode through = client.perform(peers.gateway("/mcp/bare-2024"), RealScenarios.EVERYTHING_2024);

        same("2024", direct, through, List.of("tools", "resources", "templates", "prompts", "calls", "reads", "gets"));
    }

    @Test
    void theFileServerAndTheMemoryServer() {
        String scenario = "{\"calls\": [{\"name\": \"read_text_file\", \"arguments\": {\"path\": \"%s\"}}]}"
                .formatted(peers.note(folder));
        RealClient client = RealClients.typescript1();

        assertThat(client.perform(peers.gateway("/mcp/others"), scenario)
                        .at("/calls/0/result/structuredContent/content")
                        .stringValue())
                .isEqualTo("remember this");
        assertThat(client.perform(peers.gateway("/mcp/others"), RealScenarios.MEMORY)
                        .at("/calls/2/result/structuredContent/entities/0/name")
                        .stringValue())
                .isEqualTo("Ada");
    }

    @Test
    void namesArePrefixedWhereNobodyChose() {
        RealClient client = RealClients.typescript1();
        JsonNode direct = client.perform(peers.everything(), RealScenarios.EVERYTHING);
        String prefixed = RealScenarios.prefixed(RealScenarios.EVERYTHING, "everything_");

        JsonNode through = client.perform(peers.gateway("/mcp/everything"), prefixed);

        List<String> expected = RealReports.names(passing(direct.get("tools"))).stream()
                .map(name -> "everything_" + name)
                .toList();
        assertThat(RealReports.names(through.get("tools"))).containsExactlyInAnyOrderElementsOf(expected);
        same("prefixed", direct, through, List.of("resources", "templates", "reads", "gets", "completions"));
        assertThat(through.at("/calls/0/result")).isEqualTo(direct.at("/calls/0/result"));
    }

    @Test
    void olderClientsReachItOverEvents() {
        RealClient client = RealClients.typescript1();
        JsonNode direct = client.perform(peers.everything(), RealScenarios.EVERYTHING);

        JsonNode through = client.performOverEvents(peers.gateway("/sse/bare"), RealScenarios.EVERYTHING);

        same("sse", direct, through, EVERYTHING);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aResourceThatNobodyListsIsTheOnlyServersToRefuse(RealClient client) {
        JsonNode through = client.perform(peers.gateway("/mcp/bare-http"), "{\"reads\": [\"demo://nothing\"]}");

        assertThat(through.at("/reads/0/error/message").stringValue()).contains("Resource demo://nothing not found");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aResourceThatNoServerOfManyHasIsRefusedByTheGateway(RealClient client) {
        JsonNode through = client.perform(peers.gateway("/mcp"), "{\"reads\": [\"demo://nothing\"]}");

        assertThat(through.at("/reads/0/error/message").stringValue()).contains("no server of this toolset has it");
        assertThat(through.at("/reads/0/error/code").intValue()).isIn(-32002, -32602);
    }

    @ParameterizedTest
    @MethodSource("legacy")
    void aServerAsksTheModelOfTheClientThatCalled(RealClient client) {
        JsonNode direct = client.perform(RealServers.everything2024(), RealScenarios.EVERYTHING_2024_ASKING);

        JsonNode through = client.perform(peers.gateway("/mcp/bare-2024"), RealScenarios.EVERYTHING_2024_ASKING);

        same("sampling", direct, through, List.of("calls", "requests"));
    }

    @ParameterizedTest
    @MethodSource("modern")
    void aServerOf2024AsksTheModelOfAModernClient(RealClient client) {
        JsonNode direct = RealClients.typescript2("legacy")
                .perform(RealServers.everything2024(), RealScenarios.EVERYTHING_2024_ASKING);

        JsonNode through = client.perform(peers.gateway("/mcp/bare-2024"), RealScenarios.EVERYTHING_2024_ASKING);

        assertThat(through.get("revision").stringValue()).isEqualTo("2026-07-28");
        assertThat(through.at("/calls/0/result/content")).isEqualTo(direct.at("/calls/0/result/content"));
        assertThat(through.at("/requests/0/method").stringValue()).isEqualTo("sampling/createMessage");
        assertThat(through.at("/requests/0/params/messages")).isEqualTo(direct.at("/requests/0/params/messages"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aSubscribedResourceIsReported(RealClient client) {
        JsonNode through = client.perform(peers.gateway("/mcp/bare-http"), RealScenarios.EVERYTHING_SUBSCRIBING);

        assertThat(through.at("/subscription/updated").booleanValue())
                .as("%s", through.get("subscription"))
                .isTrue();
    }

    private static void same(String where, JsonNode direct, JsonNode through, List<String> parts) {
        for (String part : parts) {
            ObjectNode expected = ((ObjectNode) direct).deepCopy();
            if (part.equals("tools")) {
                expected.set(part, passing(direct.get(part)));
            }
            assertThat(ReportPart.of(part, through)).as("%s: %s", where, part).isEqualTo(ReportPart.of(part, expected));
        }
    }

    /// The tools as they pass the gateway: that one of them takes tasks only is not passed on.
    private static JsonNode passing(JsonNode tools) {
        ArrayNode passing = JsonMapper.shared().createArrayNode();
        tools.forEach(tool -> {
            boolean tasksOnly = tool.path("name").asString("").equals(TASKS_ONLY);
            passing.add(tasksOnly ? ((ObjectNode) tool).deepCopy().without("execution") : tool);
        });
        return passing;
    }
}
