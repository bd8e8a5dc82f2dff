package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationSchema;
import io.gatehouse.app.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A file with a key that was removed still loads. It says what holds now and changes nothing.
class RemovedKeysTest {
    private static final String SERVER = "servers: {a: {command: x}}\n";
    /// Files in which `%s` stands for the keys of a section, by the path of the section.
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "defaults", SERVER + "defaults: {%s}",
            "servers.a", "servers: {a: {command: x, %s}}",
            "models.providers.p", SERVER + "models: {providers: {p: {key: k, %s}}}",
            "messages", SERVER + "messages: {%s}",
            "messages.loop", SERVER + "messages: {loop: {%s}}",
            "messages.servers", SERVER + "messages: {servers: {%s}}",
            "messages.servers.reach", SERVER + "messages: {servers: {reach: {%s}}}",
            "limits", SERVER + "limits: {%s}"));

    @TempDir
    Path folder;

    @Test
    void eachIsOneWarningWithItsPlaceAndWhatHoldsAndChangesNothing() throws Exception {
        int removed = 0;
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Configuration without = Yaml.load(folder, file.getValue().formatted(""));
            assertThat(without.warnings()).isEmpty();
            for (String key : removed(file.getKey())) {
                Configuration with = Yaml.load(folder, file.getValue().formatted(key + ": [whatever]"));
                assertThat(with.warnings()).as(key).hasSize(1);
                Problem warning = with.warnings().getFirst();
                assertThat(warning.path()).isEqualTo(file.getKey() + "." + key);
                assertThat(warning.position().line()).isEqualTo(file.getValue().contains("\n") ? 2 : 1);
                assertThat(warning.explanation())
                        .startsWith("is no longer a setting; ")
                        .endsWith(". You can remove this line.");
                assertThat(with.servers()).isEqualTo(without.servers());
                assertThat(with.models()).isEqualTo(without.models());
                assertThat(with.messages()).isEqualTo(without.messages());
                assertThat(with.limits()).isEqualTo(without.limits());
                removed++;
            }
        }
        assertThat(removed).isGreaterThan(90);
    }

    @Test
    void aFileOfAClientMayHaveThemToo() throws Exception {
        Yaml.write(folder.resolve(".mcp.json"), "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"grace\": \"1s\"}}}");
        assertThat(Yaml.load(folder, "import: .mcp.json").warnings())
                .singleElement()
                .asString()
                .contains(".mcp.json:1:", "grace: is no longer a setting; a program has 2 s to end");
    }

    /// The removed keys of a section, which the schema marks as deprecated.
    private static List<String> removed(String path) {
        JsonNode section = new JsonMapper().readTree(ConfigurationSchema.text());
        for (String name : path.split("\\.")) {
            JsonNode next = section.path("properties").path(name);
            section = next.isMissingNode() ? section.path("additionalProperties") : next;
        }
        return section.path("properties")
                .propertyStream()
                .filter(property -> property.getValue().path("deprecated").asBoolean(false))
                .map(Map.Entry::getKey)
                .toList();
    }
}
