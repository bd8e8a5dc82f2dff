package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.Problem;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of MCP clients are served unchanged.
class ImportTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeClientFile() {
        Yaml.write(folder.resolve(".mcp.json"), """
                {
                \t"globalShortcut": "x",
                \t"mcpServers": {
                \t\t"files": {"command": "npx", "args": ["-y", "server", "${ROOT}"], "env": {"LEVEL": "${LEVEL:-info}"},
                \t\t\t"timeout": 60000, "alwaysLoad": true},
                \t\t"crm": {"type": "http", "url": "https://crm.example.com/mcp",
                \t\t\t"headers": {"Authorization": "Bearer ${TOKEN}"}, "headersHelper": "echo ${NOT_OURS}"},
                \t\t"old one": {"type": "sse", "url": "http://localhost:1/sse", "timeout": 5},
                \t\t"plain": {"url": "http://localhost:2/mcp"},
                \t\t"socket": {"type": "ws", "url": "wss://localhost/"},
                \t\t"unset": {"command": "x", "env": {"KEY": "${MISSING}"}},
                \t\t"off": {"command": "x", "disabled": true},
                \t\t"odd": {"command": "x", "colour": "red"},
                \t\t"broken": 7
                \t}
                }
                """);
    }

    @Test
    void credentialsInValuesThatAreRefusedAreNotShown() throws Exception {
        Yaml.write(folder.resolve(".mcp.json"), """
                {"mcpServers": {
                  "user": {"url": "https://bob:hunter-1@example.invalid/mcp"},
                  "query": {"url": "https://example.invalid/mcp?key=hunter-2#x"},
                  "header": {"url": "http://127.0.0.1:1/mcp", "headers": {"Authorization": "Bearer hunter-3\\nX: y"}},
                  "proxy": {"url": "http://127.0.0.1:1/mcp", "proxy": "http://u:hunter/4@ 127.0.0.1:1"},
                  "variable": {"command": "x", "env": {"TOKEN": "hunter-5\\u0000"}}
                }}
                """);
        Configuration configuration = load();
        assertThat(configuration.warnings()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(configuration.warnings().toString() + configuration.servers())
                .contains("https://***@example.invalid/mcp", "https://example.invalid/mcp?***")
                .doesNotContain("hunter");
    }

    @Test
    void whatElseIsInTheFileMayBeOdd() throws Exception {
        Yaml.write(
                folder.resolve(".mcp.json"),
                "{\"\\ud800\": 1, \"long\": " + "9".repeat(100_000) + ", \"far\": 1e9999999999, \"" + "n".repeat(60_000)
                        + "\": {\"\\u0000\": \"\\udc00\"}, \"mcpServers\": {\"a\": {\"command\": \"x\", \"env\":"
                        + " {\"\\ud800\": \"x\"}}, \"b\": {\"command\": \"x\"}}}");
        assertThat(load().servers()).extracting(ServerSettings::name).contains("b");
    }

    @Test
    void everyServerArrivesOrIsOutWithItsReason() throws Exception {
        Map<String, ServerSettings> servers = new java.util.TreeMap<>();
        for (ServerSettings server : load().servers()) {
            servers.put(server.name(), server);
        }
        assertThat(servers.keySet())
                .containsExactly("broken", "crm", "files", "odd", "old_one", "plain", "socket", "unset");
        assertThat(transport(servers, "files"))
                .isEqualTo(new Transport.Stdio(
                        "npx", List.of("-y", "server", "/srv"), Map.of("LEVEL", "info"), List.of(), folder));
        assertThat(servers.get("files").callLimit()).isEqualTo(Duration.ofMinutes(1));
        Transport.Http crm = (Transport.Http) transport(servers, "crm");
        assertThat(crm.headers()).isEqualTo(Map.of("Authorization", "Bearer t"));
        assertThat(crm.headersHelper()).isEqualTo(new Transport.HeadersCommand("echo ${NOT_OURS}", folder));
        assertThat(((Transport.Http) transport(servers, "old_one")).eventStreamsOnly())
                .isTrue();
        assertThat(((Transport.Http) transport(servers, "plain")).url())
                .isEqualTo(URI.create("http://localhost:2/mcp"));
        assertThat(transport(servers, "socket"))
                .isEqualTo(new Transport.Invalid(
                        ".mcp.json:10:14: mcpServers.socket.type: the transport \"ws\" is not supported",
                        "Reach the server over stdio, http or sse."));
        assertThat(transport(servers, "unset"))
                .isEqualTo(new Transport.Invalid(
                        ".mcp.json:11:44: mcpServers.unset.env.KEY: the variable MISSING is not set",
                        "Set it, or write ${MISSING:-default}."));
        assertThat(transport(servers, "broken"))
                .isEqualTo(
                        new Transport.Invalid(".mcp.json:14:13: mcpServers.broken: must be a map, not a number", ""));
    }

    @Test
    void whatIsOddIsAWarning() throws Exception {
        assertThat(load().warnings())
                .extracting(Problem::toString)
                .anyMatch(line -> line.contains("mcpServers.odd: unknown key \"colour\". It is ignored."))
                .anyMatch(line -> line.contains("mcpServers.unset.env.KEY: the variable MISSING is not set. The server"
                        + " unset is left out."))
                .anyMatch(line -> line.contains("This one is called \"old_one\"."))
                .anyMatch(line -> line.contains("less than 1000 milliseconds is ignored"));
    }

    @Test
    void ofTwoNamesThatCollideOrAreEmptyOnlyTheLaterServerIsLeftOut() throws Exception {
        Configuration own = Yaml.load(
                folder,
                "import: .mcp.json\nservers: {Files: {command: mine}, FILES: {}, '': {command: x}, b: {command: b}}",
                variables());
        assertThat(own.servers()).extracting(ServerSettings::name).contains("Files", "b", "crm", "odd");
        assertThat(own.servers()).extracting(ServerSettings::name).doesNotContain("files", "FILES", "");
        assertThat(own.warnings())
                .extracting(Problem::toString)
                .anyMatch(line -> line.contains("gatehouse.yaml:2:35: servers.FILES: the server \"FILES\" is left out,"
                        + " because another has that name, at "))
                .anyMatch(line -> line.contains("a server without a name is left out"))
                .anyMatch(line -> line.contains(".mcp.json:4:3: mcpServers.files: the server \"files\" is left out"));
    }

    @Test
    void aToolsetIsNotLostBecauseAClientNamesAServerLikeItOrSwitchesOneOff() throws Exception {
        Configuration configuration = Yaml.load(
                folder,
                "import: .mcp.json\ntoolsets: {crm: {servers: [files]}, t: {servers: [off, files]}}",
                variables());
        assertThat(configuration.toolsets()).extracting(ToolsetSettings::name).containsExactly("crm", "t");
        assertThat(configuration.servers())
                .extracting(ServerSettings::name)
                .contains("files")
                .doesNotContain("crm");
        assertThat(configuration.warnings())
                .extracting(Problem::toString)
                .anyMatch(line -> line.contains("the server \"crm\" is left out, because a toolset has that name"));
    }

    @Test
    void defaultsHoldForImportedServersToo() throws Exception {
        Configuration configuration = Yaml.load(
                folder,
                "import: .mcp.json\ndefaults: {call-timeout: 7s, connect-timeout: 9s, inherit: [A], answer-bytes: 1MiB}",
                variables());
        assertThat(configuration.servers())
                .filteredOn(server -> server.name().matches("files|crm"))
                .hasSize(2)
                .allSatisfy(server -> {
                    assertThat(server.callTimeout()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(server.connectTimeout()).isEqualTo(Duration.ofSeconds(9));
                    assertThat(server.child().lineBytes()).isEqualTo(1 << 20);
                });
    }

    @Test
    void aFileOfSomethingElseIsAnError() {
        Yaml.write(folder.resolve("other.json"), "{\"serves\": {}}");
        assertThat(Yaml.refused(folder, "import: [other.json]"))
                .containsExactly("other.json:1:1: has no map \"mcpServers\". Import files of MCP clients:"
                        + " {\"mcpServers\": {\"name\": {\"command\": …}}}.");
    }

    @Test
    void theFileOfCodexIsToldApartFromBrokenJson() {
        Yaml.write(folder.resolve("config.toml"), "[mcp_servers.a]\ncommand = \"x\"\n");
        assertThat(Yaml.refused(folder, "import: [config.toml]"))
                .containsExactly("config.toml: is TOML, which Gatehouse cannot read. Write its servers under"
                        + " `servers` in gatehouse.yaml.");
    }

    @Test
    void brokenJsonNamesTheLine() {
        Yaml.write(folder.resolve("other.json"), "{\"mcpServers\": {\n  \"a\" {}\n}}");
        assertThat(Yaml.refused(folder, "import: [other.json]"))
                .singleElement()
                .asString()
                .startsWith("other.json:2:7: is not valid JSON here. Write a colon");
    }

    private static Transport transport(Map<String, ServerSettings> servers, String name) {
        return java.util.Objects.requireNonNull(servers.get(name)).transport();
    }

    private Configuration load() throws ConfigurationException {
        return Yaml.load(folder, "import: .mcp.json", variables());
    }

    private static Map<String, String> variables() {
        return Map.of("ROOT", "/srv", "TOKEN", "t");
    }
}
