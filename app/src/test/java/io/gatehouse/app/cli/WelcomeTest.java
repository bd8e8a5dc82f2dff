package io.gatehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WelcomeTest {
    @TempDir
    Path folder;

    private static final URI ENDPOINT = URI.create("http://127.0.0.1:8420/mcp");

    private Configuration load(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), text);
        return new ConfigurationLoader(ConfigurationLoader.Options.of(file), name -> null).load();
    }

    private String welcome(String text) throws Exception {
        return Welcome.text(load(text), ENDPOINT);
    }

    private static String toolsets(int count) {
        return "servers: {a: {command: x}}\ntoolsets: {"
                + IntStream.range(0, count)
                        .mapToObj(number -> "set" + number + ": {servers: {a: {}}}")
                        .collect(Collectors.joining(", "))
                + "}";
    }

    @Test
    void aScriptedProviderThatIsConfiguredIsNamed() throws Exception {
        Files.writeString(folder.resolve("own.yaml"), "turns: [{say: Hello}]");
        assertThat(welcome("models: {providers: {rehearsal: {type: scripted, script: own.yaml}}}"))
                .contains("(models of rehearsal)");
        assertThat(welcome("servers: {}")).contains("no provider is configured");
    }

    @Test
    void toolsetsAreShownWithTheirAddressesAndManyAreCounted() throws Exception {
        assertThat(welcome(toolsets(1)).lines().limit(4))
                .containsExactly(
                        "Gatehouse listens at http://127.0.0.1:8420/mcp",
                        "Serving 1 server.",
                        "Toolset set0: http://127.0.0.1:8420/mcp/set0",
                        "");
        assertThat(welcome(toolsets(5))).contains("/mcp/set4\n\n");
        assertThat(welcome(toolsets(6))).contains("/mcp/set4\nand 1 more toolset.\n\n");
        assertThat(welcome(toolsets(9)))
                .contains("/mcp/set4\nand 4 more toolsets.\n\n")
                .doesNotContain("set5");
        assertThat(welcome("servers: {}")).doesNotContain("oolset");
    }

    @Test
    void programsGetTheAddressesOfAllToolsets() throws Exception {
        assertThat(Welcome.json(load("servers: {}"), ENDPOINT))
                .isEqualTo("{\"endpoint\":\"http://127.0.0.1:8420/mcp\",\"toolsets\":{}}\n");
        JsonNode json = new JsonMapper().readTree(Welcome.json(load(toolsets(9)), ENDPOINT));
        assertThat(json.at("/toolsets").size()).isEqualTo(9);
        assertThat(json.at("/toolsets/set8").asString()).isEqualTo("http://127.0.0.1:8420/mcp/set8");
    }
}
