package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.config.ConfigurationSchema;
import io.gatehouse.app.config.DocumentReader;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Source;
import io.gatehouse.app.schema.JsonKind;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.ToolRun;
import io.gatehouse.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// An editor that checks `gatehouse.yaml` by the schema marks nothing that the loader takes. The judge is a
/// validator of JavaScript, because editors have its regular expressions.
@Tag("real")
class EditorSchemaTest {
    /// Stands in the documents for the hash of a key; the schema marks it as the loader does.
    private static final String HASH = "HASH-THAT-GATEHOUSE-KEY-NEW-PRINTS";

    /// Odd, but the loader takes them.
    private static final Map<String, String> ODD = Map.ofEntries(
            Map.entry("empty", ""),
            Map.entry("nothing said", "listen:\nservers:\ntoolsets:\ndefaults:\nmodels:\nmessages:\nlimits:\nauth:"),
            Map.entry("no values", "servers: {a: {command: x, args:, env:, timeout:, sessions:, validate:}}"),
            Map.entry("numbers in quotes", "listen: {port: '8420'}\nlimits: {page-size: '10', body-bytes: '1024'}"),
            Map.entry("truth in quotes", "servers: {a: {command: x, required: 'true', validate: \"false\"}}"),
            Map.entry("numbers for texts", "servers: {a: {command: 7, args: [1, true, 2.5], env: {A: 1, B: yes}}}"),
            Map.entry("odd names", "servers: {'my crm!': {command: x}, 7: {command: x}, 'ünï': {command: x}}"),
            Map.entry(
                    "variables",
                    "listen: {port: '${PORT}', host: '${HOST}'}\n"
                            + "auth: {keys: [{name: '${NAME}', sha256: '${HASH}'}]}\n"
                            + "servers: {a: {url: '${URL}', required: '${YES}', call-timeout: '${TIME}'}}"),
            Map.entry("a key of digits", "auth: {keys: [{name: 1, sha256: " + "12".repeat(32) + "}]}"),
            Map.entry("imports", "import: [a.json, {file: a.json, files: true}]\nservers: {b: {command: x}}"),
            Map.entry("one import", "import: {file: a.json}"),
            Map.entry("merged", "servers: {a: &a {command: x, drain: 1s}, b: {<<: *a, command: y}}"),
            Map.entry("removed", "servers: {a: {command: x, grace: 1s}}\nmessages: {media: {per-result: 2}}"),
            Map.entry("a schema", "$schema: ./gatehouse.schema.json\nservers: {a: {command: x}}"));
    /// Wrong, so an editor marks them.
    private static final Map<String, String> WRONG = Map.of(
            "an unknown key", "serves: {}",
            "a port that is none", "listen: {port: 70000}",
            "a server with a slip", "servers: {a: {comand: x}}",
            "a control character", "servers: {a: {command: x, tools: {\"a\\u0007\": {call-timeout: 1s}}}}",
            "a time without a unit", "limits: {keep-alive: 5}");

    private static final Map<String, String> VARIABLES = Map.of(
            "PORT",
            "1",
            "HOST",
            "::1",
            "NAME",
            "n",
            "HASH",
            "ab".repeat(32),
            "URL",
            "http://x/",
            "YES",
            "true",
            "TIME",
            "5s");

    @TempDir
    Path folder;

    @Test
    void anEditorMarksNothingThatTheLoaderTakes() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        Map<String, String> documents = new LinkedHashMap<>(ODD);
        Yaml.write(folder.resolve("a.json"), "{\"mcpServers\": {}}");
        for (String text : ODD.values()) {
            Yaml.load(folder, text, VARIABLES);
        }
        for (ShownDocument document : ShownDocument.all(ShownDocument.projectRoot(), true)) {
            document.blocks().stream()
                    .filter(block ->
                            block.language().equals("yaml") && !block.text().startsWith("# A script"))
                    .filter(block -> !block.text().startsWith(ShownRules.TESTS))
                    .forEach(block ->
                            documents.put(block.toString(), block.text().replace(HASH, "ab".repeat(32))));
        }
        documents.putAll(WRONG);
        JsonNode judged = judge(documents);
        documents.forEach((name, text) -> assertThat(judged.path(name).isEmpty())
                .as("%s: %s", name, judged.path(name))
                .isEqualTo(!WRONG.containsKey(name)));
    }

    private JsonNode judge(Map<String, String> documents) throws Exception {
        String members = documents.entrySet().stream()
                .map(document -> Json.quote(document.getKey()) + ":" + json(document.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        Path file = Files.writeString(
                folder.resolve("input"),
                "{\"schema\":" + ConfigurationSchema.text() + ",\"documents\":" + members + "}");
        return ToolRun.of(
                        List.of(RealTools.node(), RealTools.script("schema.mjs"), file.toString()),
                        Duration.ofSeconds(60))
                .json();
    }

    private static String json(String yaml) {
        Problems problems = new Problems();
        Node node = DocumentReader.own(Source.COMMAND_LINE, problems).read(yaml.getBytes(StandardCharsets.UTF_8));
        String text = String.valueOf(new JsonKind().read(node, "", problems));
        assertThat(problems.errors()).isEmpty();
        return text;
    }
}
