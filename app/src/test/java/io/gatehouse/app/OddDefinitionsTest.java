package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.fixtures.RealClient;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One odd definition hides nothing: every official SDK lists a server of 40 odd tools through the gateway, in every
/// revision that it speaks, and calls those that were mended.
class OddDefinitionsTest {
    private static final List<String> CALLED =
            List.of("good", "no_schema", "root_ref", "output_dangling", "property_true", "half_character");
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Schema META = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    @TempDir
    static Path folder;

    private static String yaml;
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        yaml = "models: {providers: {demo: {type: scripted}}}\nservers:\n  old: {" + OddServer.yaml(false)
                + "}\n  new: {" + OddServer.yaml(true) + "}\n";
        bed = new Bed(folder, yaml);
        bed.awaitReady("old");
        bed.awaitReady("new");
    }

    @AfterAll
    static void stop() throws IOException {
        bed.close();
    }

    static Stream<RealClient> clients() {
        return Stream.concat(RealClients.legacy().stream(), RealClients.modern().stream());
    }

    @Tag("real")
    @ParameterizedTest
    @MethodSource("clients")
    void everyClientListsThemAndCallsThem(RealClient client) {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        for (String server : List.of("old", "new")) {
            String calls = CALLED.stream()
                    .map(tool -> "{\"name\":\"" + server + "_" + tool + "\",\"arguments\":{}}")
                    .reduce((one, other) -> one + "," + other)
                    .orElseThrow();
            if (server.equals("new")) {
                calls += ",{\"name\":\"new_output_list\",\"arguments\":{}},{\"name\":\"new_output_untyped\"}";
            }
            String reads = "\"x://good\",\"gatehouse://" + server + "/README.md\"";
            JsonNode seen = client.perform(
                    java.net.URI.create(bed.endpoint() + "/" + server),
                    "{\"calls\":[" + calls + "],\"reads\":[" + reads + "]}");
            assertThat(names(seen.get("tools")))
                    .containsExactlyInAnyOrderElementsOf(OddServer.TOOLS.keySet().stream()
                            .map(tool -> server + "_" + tool)
                            .toList());
            assertThat(seen.get("prompts")).hasSize(5);
            assertThat(seen.get("resources")).hasSize(7);
            assertThat(seen.get("templates")).hasSize(3);
            for (int at = 0; at < CALLED.size(); at++) {
                JsonNode call = seen.get("calls").get(at);
                assertThat(call.at("/result/content/0/text").asString(""))
                        .as("%s", call)
                        .startsWith("called ");
            }
            if (server.equals("new")) {
                outputsAreThoseOfTheRevision(seen);
            }
            for (JsonNode read : seen.get("reads")) {
                assertThat(read.at("/result/contents/0/text").asString(""))
                        .as("%s", read)
                        .isEqualTo("read");
            }
        }
    }

    private static void outputsAreThoseOfTheRevision(JsonNode seen) {
        boolean legacy = seen.get("revision").asString("").compareTo("2026-07-28") < 0;
        JsonNode list = seen.get("calls").get(CALLED.size());
        JsonNode object = seen.get("calls").get(CALLED.size() + 1);
        assertThat(list.at("/result/structuredContent").toString())
                .isEqualTo(legacy ? "{\"result\":[\"a\",\"b\"]}" : "[\"a\",\"b\"]");
        assertThat(object.at("/result/structuredContent").toString())
                .isEqualTo(legacy ? "{\"result\":{\"n\":1}}" : "{\"n\":1}");
    }

    @Test
    void resultsOfTheNewestRevisionBecomeThoseOfOlderClients() {
        try (WireClient client = bed.client("new", Revision.R2025_11_25)) {
            assertThat(client.call("new_no_content").text())
                    .contains("\"content\":[{\"type\":\"text\",\"text\":\"{\\\"a\\\":1}\"}]")
                    .contains("\"structuredContent\":{\"a\":1}")
                    .doesNotContain("resultType");
            assertThat(client.send("resources/read", "\"uri\":\"x://good\"").text())
                    .doesNotContain("resultType", "ttlMs", "cacheScope");
        }
        try (WireClient client = bed.client("new", Revision.R2026_07_28)) {
            assertThat(client.call("new_no_content").text())
                    .contains("\"result\":{\"structuredContent\":{\"a\":1},\"resultType\":\"complete\"");
        }
    }

    @Test
    void whatWasGoodStaysByteForByteAndWhatWasOddIsMendedAlone() {
        try (WireClient client = bed.client("old", Revision.R2025_11_25)) {
            String tools = client.send("tools/list", "").text();
            assertThat(tools)
                    .contains("{\"name\":\"old_good\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":"
                            + "{\"type\":\"string\"}}},\"description\":\"Good.\"}")
                    .contains("{\"name\":\"old_null_schema\",\"inputSchema\":{\"type\":\"object\"}}")
                    .contains("\"properties\":{\"a\":{},\"b\":{\"not\":{}}}")
                    .contains("{\"type\":\"object\",\"properties\":{\"x\":{}}}")
                    .doesNotContain("\"$ref\":\"#/$defs/A\"", "structured", "yes", "maybe", "\\ud83d");
        }
    }

    /// A client hands the schemas to a model's provider, which refuses all tools for one that is not valid.
    @Test
    void everyInputSchemaIsValidInTheDraftThatProvidersWant() {
        for (String server : List.of("old", "new")) {
            for (Revision revision : List.of(Revision.R2025_11_25, Revision.R2026_07_28)) {
                try (WireClient client = bed.client(server, revision)) {
                    String answer = client.send("tools/list", "").text();
                    for (JsonNode tool : MAPPER.readTree(answer).at("/result/tools")) {
                        assertThat(META.validate(tool.get("inputSchema")))
                                .as("%s", tool)
                                .isEmpty();
                    }
                    assertThat(answer)
                            .contains("{\"a\":{\"prefixItems\":[{\"type\":\"string\"},{}],\"items\":false}}")
                            .contains("{\"type\":\"object\",\"properties\":{\"a\":{\"exclusiveMinimum\":0}}}")
                            .contains("{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}")
                            .doesNotContain("(?i)", "draft-04");
                }
            }
        }
    }

    @Test
    void clientsOfTheNewestRevisionKeepWhatOnlyItAllows() {
        for (String server : List.of("old", "new")) {
            try (WireClient client = bed.client(server, Revision.R2026_07_28)) {
                assertThat(client.send("tools/list", "").text())
                        .contains("\"properties\":{\"a\":true,\"b\":false}")
                        .contains("\"outputSchema\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}");
            }
        }
    }

    @Test
    void everyRepairIsToldByCheckAndReadyWithServerAndEntry() {
        JsonNode checked = MAPPER.readTree(check("--json").out());
        for (JsonNode server : checked.get("servers")) {
            assertThat(server.at("/state").asString("")).isEqualTo("ready");
            List<String> entries = new ArrayList<>();
            server.get("warnings")
                    .forEach(warning -> entries.add(warning.at("/entry").asString("")));
            assertThat(entries)
                    .containsAll(OddServer.TOOLS.keySet().stream()
                            .filter(tool -> !List.of("good", "no_content", "property_true")
                                    .contains(tool))
                            .filter(tool -> !tool.equals("output_list") && !tool.equals("output_untyped"))
                            .map(tool -> "tool " + tool)
                            .toList())
                    .contains("an entry of tools/list", "prompt argument_null", "resource README.md")
                    .contains("resource template z://{a}")
                    .doesNotContain("tool good", "prompt good", "resource x://good");
        }
        assertThat(check().out())
                .contains("\nwarning: server old: tool null_schema: inputSchema is null;"
                        + " {\"type\":\"object\"} is used instead\n")
                .contains("\nwarning: server new: tool schema_dict: inputSchema is not valid JSON Schema 2020-12"
                        + " (at properties.a.type, properties.b.type); mended\n");
        assertThat(bed.server("old").warnings()).isNotEmpty();
    }

    @Test
    void modelsGetSchemasThatTheirProviderTakes() throws Exception {
        for (String server : List.of("old", "new")) {
            String body =
                    "{\"model\":\"scripted\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                            + "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"odd\",\"url\":\"gatehouse://server/"
                            + server
                            + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"odd\"}]}";
            HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                    .header("content-type", "application/json")
                    .header("anthropic-version", "2023-06-01")
                    .header("anthropic-beta", "mcp-client-2025-11-20")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    private static Run check(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "check",
                "--config",
                folder.resolve("gatehouse.yaml").toString(),
                "--data",
                folder.resolve("other").toString()));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray(String[]::new));
    }

    private static List<String> names(JsonNode tools) {
        List<String> names = new ArrayList<>();
        tools.forEach(tool -> names.add(tool.path("name").asString("")));
        return names;
    }
}
