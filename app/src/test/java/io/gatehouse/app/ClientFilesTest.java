package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.ImportReader;
import io.gatehouse.app.config.Problem;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Source;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of MCP clients as people keep them.
class ClientFilesTest {
    @TempDir
    Path folder;

    private final Problems problems = new Problems();
    private final Map<String, String> variables = new TreeMap<>(Map.of("HOME", "/home/ada", "TOKEN", "t"));

    @Test
    void commentsTrailingCommasAndAByteOrderMarkAreRead() throws Exception {
        Map<String, ServerSettings> servers = read("odd.jsonc", """
                \uFEFF// Kept for years.
                {
                  "mcpServers": {
                    "GitHub": {"command": " python3 ", "args": ["ok.py"]},
                    "github": {"command": "python3", "args": ["ok.py"]}, /* the same again */
                    "nested": {"command": "python3", "args": ["${CASE_A:-${HOME}/t}", "${B:-{\\"x\\": {}}}"]},
                    "off": {"command": "python3", "enabled": false},
                    "off2": {"command": "python3", "disabled": true},
                    "typed": {"type": "streamableHttp", "url": " http://127.0.0.1:9398/rfc ",
                      "headers": {"Content-Type": "application/json", "Authorization": "Bearer t\\n"}},
                    "cursor": {"url": "http://127.0.0.1:9398/rfc", "headers": {"X-Key": "${env:HOME}"}},
                  },
                }
                """);
        assertThat(servers.keySet()).containsExactly("GitHub", "cursor", "nested", "typed");
        assertThat(child(servers, "GitHub").command()).isEqualTo("python3");
        assertThat(child(servers, "nested").arguments()).containsExactly("/home/ada/t", "{\"x\": {}}");
        assertThat(http(servers, "typed").url()).hasToString("http://127.0.0.1:9398/rfc");
        assertThat(http(servers, "typed").headers()).isEqualTo(Map.of("Authorization", "Bearer t"));
        assertThat(http(servers, "cursor").headers()).isEqualTo(Map.of("X-Key", "/home/ada"));
        assertThat(servers.get("typed").warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.entry()).isEqualTo("headers.Content-Type");
            assertThat(warning.problem()).startsWith("this header belongs to the protocol");
        });
        assertThat(problems.failed()).isFalse();
    }

    @Test
    void theWordsOfEachClientAreUnderstood() throws Exception {
        Map<String, ServerSettings> servers = read("mcp.json", """
                {"mcpServers": {
                  "gemini": {"httpUrl": "https://a.example.com/mcp", "trust": true},
                  "windsurf": {"serverUrl": "https://b.example.com/mcp", "disabledTools": ["x"]},
                  "cline": {"type": "sse", "url": "https://c.example.com/sse", "autoApprove": ["*"], "timeout": 60},
                  "fast": {"transport": "http", "url": "https://d.example.com/mcp"},
                  "copilot": {"type": "local", "command": "npx", "tools": ["*"]},
                  "list": {"command": ["uvx", "server", "--x"], "environment": {"A": "1"}}},
                 "context_servers": {"zed": {"command": {"path": "deno", "args": ["run"], "env": {"B": "2"}}, "settings": {}}}}
                """);
        assertThat(servers.keySet()).containsExactly("cline", "copilot", "fast", "gemini", "list", "windsurf", "zed");
        assertThat(http(servers, "gemini").url().getHost()).isEqualTo("a.example.com");
        assertThat(http(servers, "windsurf").eventStreamsOnly()).isFalse();
        assertThat(http(servers, "cline").eventStreamsOnly()).isTrue();
        assertThat(http(servers, "fast").url().getHost()).isEqualTo("d.example.com");
        assertThat(child(servers, "list"))
                .isEqualTo(new Transport.Stdio("uvx", List.of("server", "--x"), Map.of("A", "1"), List.of(), folder));
        assertThat(child(servers, "zed"))
                .isEqualTo(new Transport.Stdio("deno", List.of("run"), Map.of("B", "2"), List.of(), folder));
        assertThat(problems.warnings())
                .extracting(Problem::toString)
                .anyMatch(line ->
                        line.contains("mcpServers.windsurf.disabledTools: is not imported, so all tools are served"));
    }

    @Test
    void theServersOfVsCodeWithTheirInputsFoldersAndFilesOfVariables() throws Exception {
        Yaml.write(folder.resolve("dev.env"), "# mine\nexport A=1\nB=\"two words\"\nC=x # said\n\nD='$'\nE\n");
        variables.put("GITHUB_TOKEN", "gh");
        Map<String, ServerSettings> servers = read("mcp.json", """
                {"inputs": [
                   {"type": "promptString", "id": "api-key", "description": "Key of Perplexity", "password": true},
                   {"type": "pickString", "id": "region", "default": "eu", "options": ["eu", "us"]}],
                 "servers": {
                  "files": {"type": "stdio", "command": "npx", "args": ["${workspaceFolder}/src", "${/}"],
                    "cwd": "${workspaceFolder}", "envFile": "${workspaceFolder}/dev.env", "env": {"A": "9"}},
                  "asks": {"command": "npx", "env": {"K": "${input:api-key}"}},
                  "github": {"url": "https://x.example.com/${input:region}",
                    "headers": {"Authorization": "Bearer ${input:github_token}"}},
                  "gone": {"command": "npx", "envFile": "none.env"}}}
                """);
        assertThat(child(servers, "files"))
                .isEqualTo(new Transport.Stdio(
                        "npx",
                        List.of(folder + "/src", "/"),
                        Map.of("A", "9", "B", "two words", "C", "x", "D", "$"),
                        List.of(),
                        folder));
        assertThat(http(servers, "github").url()).hasToString("https://x.example.com/eu");
        assertThat(http(servers, "github").headers()).containsEntry("Authorization", "Bearer gh");
        assertThat(servers.get("asks").transport())
                .isEqualTo(new Transport.Invalid(
                        "mcp.json:7:43: servers.asks.env.K: the input \"api-key\" (Key of Perplexity) is not set",
                        "Set the variable API_KEY."));
        assertThat(servers.get("gone").transport()).isInstanceOf(Transport.Invalid.class);
    }

    @Test
    void ofTheProjectsInTheFileOfClaudeCodeTheOneThatOneStandsInIsTaken() throws Exception {
        Path project = Files.createDirectories(folder.resolve("work/shop/src"));
        String text = """
                {"numStartups": 7, "tipsHistory": {"x": [%s]},
                 "mcpServers": {"user": {"command": "u"}, "both": {"command": "of-the-user"}},
                 "projects": {
                   "%s": {"mcpServers": {"both": {"command": "./of-the-project"}, "off": {"command": "x"}},
                          "disabledMcpServers": ["off"], "history": [{"display": "x"}]},
                   "/elsewhere": {"mcpServers": {"other": {"command": "x"}}}}}
                """.formatted("0,".repeat(300_000) + "0", project.getParent());
        Map<String, ServerSettings> servers = read(".claude.json", text, project);
        assertThat(servers.keySet()).containsExactly("both", "user");
        assertThat(child(servers, "both").command())
                .isEqualTo(project.getParent().resolve("of-the-project").toString());
        assertThat(child(servers, "both").directory()).isEqualTo(project.getParent());
        assertThat(problems.warnings())
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .contains(
                        "the servers of the project " + project.getParent() + " and of the user are used",
                        "1 other project has servers");
        assertThat(read(".claude.json", text, folder).keySet()).containsExactly("both", "user");
        assertThat(problems.warnings())
                .extracting(Problem::toString)
                .anyMatch(line -> line.contains("there is no project for the folder " + folder));
    }

    @Test
    void aSecretIsReadFromAFileAndAChangeOfItIsOneOfTheConfiguration() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path home = Files.createDirectories(folder.resolve("home"));
        Yaml.write(elsewhere.resolve("token"), "s3cret\n");
        Yaml.write(home.resolve("token"), "inside\r\n");
        Files.createSymbolicLink(home.resolve("link"), elsewhere.resolve("token"));
        Yaml.write(home.resolve(".mcp.json"), """
                {"mcpServers": {
                  "in": {"url": "http://x/", "headers": {"A": "${file:token}"}},
                  "out": {"url": "http://x/", "headers": {"A": "${file:../elsewhere/token}"}},
                  "link": {"url": "http://x/", "headers": {"A": "${file:link}"}}}}
                """);
        String own = "servers: {own: {command: x, env: {A: 'Bearer ${file:../elsewhere/token}'}}}\n";
        Configuration strict = Yaml.load(home, own + "import: .mcp.json");
        Map<String, ServerSettings> servers = byName(strict.servers());
        assertThat(child(servers, "own").environment()).isEqualTo(Map.of("A", "Bearer s3cret"));
        assertThat(http(servers, "in").headers()).isEqualTo(Map.of("A", "inside"));
        for (String name : List.of("out", "link")) {
            assertThat(servers.get(name).transport().toString())
                    .contains("is not inside the folder " + home)
                    .doesNotContain("s3cret");
        }
        assertThat(strict.read().paths()).contains(elsewhere.resolve("token"), home.resolve("token"));
        Configuration open = Yaml.load(home, own + "import: [{file: .mcp.json, files: true}]");
        assertThat(http(byName(open.servers()), "out").headers()).isEqualTo(Map.of("A", "s3cret"));
        Yaml.write(elsewhere.resolve("token"), "other\n");
        Configuration later = Yaml.load(home, own + "import: [{file: .mcp.json, files: true}]");
        assertThat(later.read().fingerprint()).isNotEqualTo(open.read().fingerprint());
        assertThat(http(byName(later.servers()), "out").headers()).isEqualTo(Map.of("A", "other"));
        assertThat(http(byName(later.servers()), "link").headers()).isEqualTo(Map.of("A", "other"));
        assertThat(Yaml.refused(home, "servers: {a: {command: '${file:none}'}}"))
                .singleElement()
                .asString()
                .contains("servers.a.command: the file \"none\" does not exist or cannot be read");
    }

    @Test
    void whatImportPrintsCanBeReadBackAndWhatItLeavesOutIsNotPrinted() throws Exception {
        Yaml.write(folder.resolve("dev.env"), "A=1\n");
        Path file = folder.resolve("mcp.json");
        Yaml.write(file, """
                {"inputs": [{"id": "region", "default": "eu"}],
                 "servers": {
                  "GitHub": {"command": "python3", "args": ["--é\\u0085\\u2028\\ufeff", "yes", "1", "${A:-${B:-x}}", "$${C}"]},
                  "github": {"command": "python3"},
                  "": {"command": "x"},
                  "base": {"url": "${BASE_URL}/mcp", "command": "ignored", "type": "http", "timeout": 60000},
                  "part": {"url": "https://${HOST}/${input:region}", "headersHelper": "echo ${X}"},
                  "socket": {"type": "ws", "url": "wss://x/"},
                  "spaced": {"url": " http://x/ ", "headers": {"Content-Type": "a/b", "X-Key": "k\\n", "Accept": "*/*"}},
                  "both": {"command": "x", "url": "http://x/", "cwd": "${workspaceFolder}", "envFile": "dev.env"},
                  "off": {"command": "x", "enabled": false, "connect-timeout": "9s"},
                  "list": {"command": ["uvx", "x"], "env": {"NO": "no", "N": 1}},
                  "broken": 7,
                  "control": {"url": "http://x/", "headers": {"A": "b\\u0007"}}}}
                """);
        Run run = Run.of("import", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains("github", "socket", "broken", "control", "before you start the gateway: BASE_URL, HOST.")
                .doesNotContain("GitHub\" is left");
        Configuration back =
                Yaml.load(folder, run.out(), Map.of("BASE_URL", "http://b", "HOST", "h.example.com", "REGION", "us"));
        Map<String, ServerSettings> servers = byName(back.servers());
        assertThat(servers.keySet()).containsExactly("GitHub", "base", "both", "list", "part", "spaced");
        assertThat(child(servers, "GitHub").arguments())
                .containsExactly("--é\u0085\u2028\ufeff", "yes", "1", "x", "${C}");
        assertThat(http(servers, "base").url()).hasToString("http://b/mcp");
        assertThat(http(servers, "part").url()).hasToString("https://h.example.com/us");
        assertThat(((Transport.Http) servers.get("part").transport()).headersHelper())
                .isEqualTo(new Transport.HeadersCommand("echo ${X}", folder));
        assertThat(child(servers, "both"))
                .isEqualTo(new Transport.Stdio("x", List.of(), Map.of("A", "1"), List.of(), folder));
        assertThat(http(servers, "spaced").headers()).isEqualTo(Map.of("X-Key", "k"));
        assertThat(run.out()).contains("url: http://x/").doesNotContain("Content-Type", "Accept");
        assertThat(back.warnings()).isEmpty();
        Yaml.write(file, "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}");
        assertThat(Run.of("import", file.toString()).code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void pathsOfAFileInAClientsFolderOfAProjectStartAtTheProject() throws Exception {
        Path project = Files.createDirectories(folder.resolve("shop"));
        Yaml.write(project.resolve("dev.env"), "A=1\n");
        Yaml.write(project.resolve("token"), "t\n");
        Yaml.write(folder.resolve("outside.env"), "A=2\n");
        String text = """
                {"mcpServers": {
                  "in": {"command": "./run", "args": ["${workspaceFolder}/x", "${file:token}"], "envFile": "dev.env"},
                  "out": {"command": "x", "envFile": "../outside.env"}}}
                """;
        for (String each : List.of(".vscode", ".cursor", ".gemini", ".roo", ".claude")) {
            Path file = Files.createDirectories(project.resolve(each)).resolve("mcp.json");
            Yaml.write(file, text);
            Map<String, ServerSettings> servers = byName(
                    Yaml.load(folder, "import: shop/" + each + "/mcp.json").servers());
            assertThat(child(servers, "in"))
                    .isEqualTo(new Transport.Stdio(
                            project + "/run", List.of(project + "/x", "t"), Map.of("A", "1"), List.of(), project));
            assertThat(servers.get("out").transport().toString()).contains("is not inside the folder " + project);
        }
        Path other = Files.createDirectories(project.resolve(".settings"));
        Yaml.write(other.resolve("mcp.json"), text.replace("dev.env", "../dev.env"));
        assertThat(byName(Yaml.load(folder, "import: shop/.settings/mcp.json").servers())
                        .get("in")
                        .transport()
                        .toString())
                .contains("Relative paths start at " + other);
    }

    @Test
    void whatImportPrintsStartsTheSameServerFromAnotherFolder() throws Exception {
        Path project =
                Files.createDirectories(folder.resolve("shop ${x}/.vscode")).getParent();
        Path elsewhere = Files.createDirectories(folder.resolve("etc"));
        Yaml.write(project.resolve("dev.env"), "A=1\n");
        Yaml.write(project.resolve("token"), "t\n");
        Path program = project.resolve("server.py");
        Yaml.write(program, """
                #!/usr/bin/env python3
                import json, os, sys
                for line in sys.stdin:
                    asked = json.loads(line)
                    if "id" not in asked:
                        continue
                    if asked["method"] == "initialize":
                        result = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                  "serverInfo": {"name": " ".join([open("token").read().strip(), os.environ["A"]]
                                                                  + sys.argv[1:]), "version": "1"}}
                    elif asked["method"] == "tools/list":
                        result = {"tools": [{"name": "found", "inputSchema": {"type": "object"}}]}
                    else:
                        print(json.dumps({"jsonrpc": "2.0", "id": asked["id"],
                                          "error": {"code": -32601, "message": "unknown"}}), flush=True)
                        continue
                    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}), flush=True)
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path file = project.resolve(".vscode/mcp.json");
        Yaml.write(file, """
                {"servers": {
                  "run": {"command": "./server.py", "args": ["${file:token}"], "envFile": "dev.env"},
                  "args": {"command": "python3", "args": ["server.py", "${workspaceFolder}"], "env": {"A": "2"}},
                  "cwd": {"command": "python3", "args": ["../server.py"], "cwd": ".vscode", "env": {"A": "3"}},
                  "token": {"url": "http://x/", "headersHelper": "./server.py --token"}}}
                """);
        Run run = Run.of("import", file.toString());
        assertThat(run.err()).isEmpty();
        Configuration printed = Yaml.load(elsewhere, run.out());
        Configuration imported = new ConfigurationLoader(
                        new ConfigurationLoader.Options(null, List.of(file), List.of(), null, folder), variables::get)
                .load();
        Map<String, ServerSettings> servers = byName(printed.servers());
        byName(imported.servers()).forEach((name, server) -> {
            if (server.transport() instanceof Transport.Stdio) {
                assertThat(servers.get(name).transport()).isEqualTo(server.transport());
            }
        });
        assertThat(http(servers, "token").headersHelper().command()).startsWith(project + "/server.py");
        Yaml.write(project.resolve(".vscode/token"), "t\n");
        List<String> arguments = List.of("check", "--config", elsewhere + "/gatehouse.yaml", "--data", folder + "/d");
        Yaml.write(
                elsewhere.resolve("gatehouse.yaml"),
                run.out().substring(0, run.out().indexOf("  token:\n")));
        Run check = Run.of(arguments.toArray(String[]::new));
        assertThat(check.code()).as(check.out() + check.err()).isEqualTo(ExitCode.OK);
    }

    private Map<String, ServerSettings> read(String name, String text) {
        return read(name, text, folder);
    }

    private Map<String, ServerSettings> read(String name, String text, Path stand) {
        ImportReader reader = new ImportReader(variables::get, new ServerNames(problems), null, problems);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return byName(reader.read(new Source(name, folder), bytes, false, stand).servers());
    }

    private static Map<String, ServerSettings> byName(List<ServerSettings> servers) {
        Map<String, ServerSettings> all = new TreeMap<>();
        servers.forEach(server -> all.put(server.name(), server));
        return all;
    }

    private static Transport.Stdio child(Map<String, ServerSettings> servers, String name) {
        return (Transport.Stdio) servers.get(name).transport();
    }

    private static Transport.Http http(Map<String, ServerSettings> servers, String name) {
        return (Transport.Http) servers.get(name).transport();
    }
}
