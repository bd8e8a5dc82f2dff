package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.ConfigurationSchema;
import io.gatehouse.app.config.KeyMaker;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Commands that need no server.
class CommandLineTest {
    @TempDir
    Path folder;

    @Test
    void everyCommandHasHelpWithAnExample() {
        CommandLine root = new Program(Terminal.system()).commandLine();
        assertThat(root.getSubcommands().keySet()).contains("key", "import", "schema", "completion", "version");
        String[] newKey = root.getSubcommands()
                .get("key")
                .getSubcommands()
                .get("new")
                .getCommandSpec()
                .usageMessage()
                .footer();
        assertThat(newKey).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        root.getSubcommands().forEach((name, command) -> {
            Run run = Run.of(name, "--help");
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .startsWith(command.getCommandSpec().usageMessage().header()[0]);
            assertThat(command.getCommandSpec().usageMessage().footer())
                    .as("lines that do not break at 80 columns")
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        });
        assertThat(root.getCommandSpec().usageMessage().footer())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        assertThat(Run.of("--help").out()).contains("Exit codes: 0 done", "gatehouse up --import .mcp.json");
    }

    @Test
    void aWrongCommandIsAUsageErrorWithTheNearest() {
        Run run = Run.of("versoin");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Did you mean", "version");
        assertThat(Run.of().code()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of("key").err())
                .startsWith("gatehouse: `gatehouse key` needs a command. Make a key with `gatehouse key new NAME`.");
    }

    @Test
    void aWrongCommandLineIsToldInSentencesAndWithoutTheWholeHelp() {
        String usage = " `gatehouse tools --help` shows how it is used.\n";
        assertThat(Run.of("tools", "--tolset", "x").err())
                .isEqualTo("gatehouse: \"--tolset\" is not an option of `gatehouse tools`. Did you mean \"--toolset\"?"
                        + usage);
        assertThat(Run.of("tools", "a", "b").err())
                .isEqualTo("gatehouse: \"b\" is one word too many for `gatehouse tools`. Quote a value that has spaces."
                        + usage);
        assertThat(Run.of("tools", "--toolset").err()).isEqualTo("gatehouse: --toolset needs a value: NAME." + usage);
        assertThat(Run.of("tools", "--data", "a", "--data", "b").err())
                .isEqualTo("gatehouse: --data is given twice. Give it once.\n");
        assertThat(Run.of("call").err())
                .isEqualTo("gatehouse: `gatehouse call` needs SERVER.TOOL. `gatehouse call --help` shows how it is"
                        + " used.\n");
        assertThat(Run.of("call", "shop.x", "--arg", "y").err())
                .isEqualTo(
                        "gatehouse: --arg: \"y\" does not have the form KEY=VALUE. `gatehouse call --help` shows how it is used.\n");
        assertThat(Run.of("up", "--port", "x", "--log-format=text").err())
                .contains("is not a whole number. ")
                .doesNotContain("Usage:", "option option");
        assertThat(Run.of("versoin").err()).doesNotContain("Unmatched", "Usage:");
    }

    @Test
    void aNewKeyIsShownOnceWithTheLineThatTheFileTakes() throws Exception {
        Run run = Run.of("key", "new", "ci", "--for-file");
        Matcher key =
                Pattern.compile("^  (gh_[A-Za-z0-9_-]{43})$", Pattern.MULTILINE).matcher(run.out());
        assertThat(key.find()).isTrue();
        String yaml = run.out().substring(run.out().indexOf("auth:"));
        Configuration configuration = Yaml.load(folder, yaml);
        assertThat(configuration.auth().keys().getFirst().name()).isEqualTo("ci");
        assertThat(configuration.auth().keys().getFirst().sha256())
                .isEqualTo(java.util.HexFormat.of().parseHex(KeyMaker.hash(key.group(1))));
        assertThat(Run.of("key", "new", "ci", "--for-file").out()).isNotEqualTo(run.out());
        assertThat(Run.of("key", "new", "c i").code()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of("key", "new", "ci", "--for-file", "--json").out())
                .matches("\\{\"name\":\"ci\",\"key\":\"gh_.*\"}\n");
    }

    @Test
    void anImportIsPrintedAsYamlThatMeansTheSame() throws Exception {
        Path file = folder.resolve(".mcp.json");
        Yaml.write(file, """
                {"mcpServers": {
                  "files": {"command": "npx", "args": ["-y", "a b", "${ROOT}", "8080"], "env": {"A": "yes"},
                    "timeout": 60000},
                  "my crm": {"type": "http", "url": "https://crm.example.com/mcp", "headers": {"X-Key": "${KEY}"},
                    "headersHelper": "echo ${HOME}"},
                  "socket": {"type": "ws", "url": "wss://localhost/"}}}
                """);
        Run run = Run.of("import", file.toString());
        assertThat(run.out()).isEqualTo("""
                servers:
                  files:
                    command: npx
                    args:
                      - -y
                      - a b
                      - "${ROOT}"
                      - "8080"
                    env:
                      A: "yes"
                    timeout: 1m
                    directory: FOLDER
                  my_crm:
                    type: http
                    url: https://crm.example.com/mcp
                    headers:
                      X-Key: "${KEY}"
                    headers-helper: "echo $${HOME}"
                """.replace("FOLDER", folder.toString()));
        assertThat(run.err()).contains("\"ws\" is not supported", "This one is called \"my_crm\".");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        java.util.Map<String, String> variables = java.util.Map.of("ROOT", "/srv", "KEY", "k");
        Configuration imported = new ConfigurationLoader(
                        new ConfigurationLoader.Options(null, java.util.List.of(file), java.util.List.of(), null, null),
                        variables::get)
                .load();
        Configuration written = Yaml.load(folder, run.out(), variables);
        assertThat(imported.servers()).containsAll(written.servers());
        assertThat(Run.of("import", file.toString(), "--json").out()).startsWith("{\"servers\":{\"files\":{");
    }

    @Test
    void anImportNamesTheUnknownKeyOfAServerThatIsLeftOut() {
        Path file = folder.resolve("x.json");
        Yaml.write(file, "{\"mcpServers\": {\"crm\": {\"comand\": \"crm-server\"}}}");
        assertThat(Run.of("import", file.toString()).err()).contains("unknown key \"comand\"", "\"command\"");
    }

    @Test
    void anImportOfSomethingElseIsAConfigurationError() {
        Path file = folder.resolve("x.json");
        Yaml.write(file, "[]");
        Run run = Run.of("import", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("has no map \"mcpServers\"");
        Run none = Run.of("import", folder.resolve("none").toString());
        assertThat(none.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(none.err()).contains("the file \"", "does not exist");
    }

    @Test
    void aFileInTheWrongFormIsToldWhereItBelongs() {
        Path own = folder.resolve("good.yaml");
        Yaml.write(own, "listen: {port: 1}\nservers: {a: {command: x}}\ntoolsets: {t: {servers: [a]}}\n");
        Run run = Run.of("import", own.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("dropped: listen, toolsets", "gatehouse up --config " + own);
        assertThat(run.out()).contains("command: x");
        Path client = folder.resolve("client.json");
        Yaml.write(client, "{\"mcpServers\": {}}");
        assertThat(Run.of("check", "--offline", "--config", client.toString()).err())
                .contains("--import " + client);
    }

    @Test
    void whatIsLeftOutIsNotCountedAndToldOnce() {
        Path client = folder.resolve("client.json");
        Yaml.write(client, """
                {"mcpServers": {
                  "out": {"command": "x", "env": {"A": "${NOT_SET_ANYWHERE}"}},
                  "header": {"url": "http://127.0.0.1:1/", "headers": {"Content-Type": "a/b"}}}}
                """);
        Run offline = Run.of("check", "--offline", "--import", client.toString());
        assertThat(offline.out()).contains("1 server, 1 left out,");
        assertThat(Run.of("check", "--offline", "--config", client + ".none").out())
                .isEmpty();
        for (Run run : List.of(
                Run.of("import", client.toString()),
                Run.of("check", "--import", client.toString(), "--data", folder + "/d"))) {
            String all = run.out() + run.err();
            assertThat(all.split("NOT_SET_ANYWHERE is not set|socket. is not supported", -1).length)
                    .as(all)
                    .isLessThanOrEqualTo(2);
            assertThat(all.split("header belongs to the protocol", -1)).as(all).hasSize(2);
        }
    }

    @Test
    void patternsAndNamesOfAToolsetThatMatchNothingAreToldByCheck() {
        Path file = folder.resolve("gatehouse.yaml");
        Path server = folder.resolve("server.py");
        Yaml.write(server, """
                import json, sys
                for line in sys.stdin:
                    asked = json.loads(line)
                    if "id" not in asked:
                        continue
                    answer = {"error": {"code": -32601, "message": "unknown"}}
                    if asked["method"] == "initialize":
                        answer = {"result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                             "serverInfo": {"name": "s", "version": "1"}}}
                    elif asked["method"] == "tools/list":
                        answer = {"result": {"tools": [{"name": name, "inputSchema": {"type": "object"}}
                                                       for name in ("delete_all", "read")]}}
                    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **answer}), flush=True)
                """);
        Yaml.write(file, """
                servers: {s: {command: python3, args: [server.py]}}
                toolsets:
                  t:
                    servers:
                      s: {allow: ["read", "delete*"], deny: [delete_al, "*"], tools: {raed: {name: look}}}
                """);
        Run run = Run.of("check", "--config", file.toString(), "--data", folder + "/d");
        assertThat(run.err())
                .contains("toolsets.t.servers.s.deny: \"delete_al\" matches no tool of the server s. Did you mean"
                        + " \"delete_all\"?")
                .contains("toolsets.t.servers.s.tools.raed: the server s has no such tool. Did you mean \"read\"?")
                .doesNotContain(".allow", "\"*\"");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void theHelpOfStdioSaysWhoStartsTheServers() {
        String help = Run.of("stdio", "--help").out().replaceAll("\\s+", " ");
        assertThat(help)
                .contains(
                        "--wait Start no servers: if no gateway runs on this data folder, wait a minute for one.",
                        "For a gateway that is a service and may be restarting.",
                        "--own Start separate servers even if a gateway runs on this data folder.");
        Run both = Run.of("stdio", "--own", "--wait");
        assertThat(both.code()).isEqualTo(ExitCode.USAGE);
        assertThat(both.err()).contains("Either --own or --wait: one starts servers, the other does not.");
    }

    @Test
    void theSchemaAndTheCompletionArePrinted() {
        assertThat(Run.of("schema").out()).isEqualTo(ConfigurationSchema.text());
        assertThat(Run.of("completion").out()).startsWith("# Completion of gatehouse for bash");
        assertThat(Run.of("version").out()).startsWith("gatehouse ");
    }
}
