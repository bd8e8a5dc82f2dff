package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `${…}` and the names of files may stand for in the file of a client, which a stranger may have written: the
/// same whether `import:` reads it or `gatehouse import` prints it.
class ImportedTextsTest {
    private static final String SECRET = "s3cret-of-another-folder";

    @TempDir
    Path folder;

    private Path project;
    private Path file;

    @BeforeEach
    void aSecretBesideTheProject() throws Exception {
        project = Files.createDirectories(folder.resolve("project"));
        file = project.resolve(".mcp.json");
        Yaml.write(folder.resolve("secret"), "KEY=" + SECRET + "\n");
        Files.createSymbolicLink(project.resolve("link"), folder.resolve("secret"));
        Files.createSymbolicLink(project.resolve("up"), folder);
        Yaml.write(project.resolve("inside"), "KEY=fine\n");
    }

    @Test
    void noServerOfAStrangersFileReadsOutsideOfItsFolder() throws Exception {
        String secret = folder.resolve("secret").toString();
        Yaml.write(file, """
                {"inputs": [{"id": "asked", "default": "${file:%1$s}"}],
                 "servers": {
                  "plain": {"url": "http://x/", "headers": {"A": "${file:%1$s}"}},
                  "relative": {"url": "http://x/", "headers": {"A": "${file:../secret}"}},
                  "linked": {"command": "x", "env": {"A": "${file:link}"}},
                  "linkedFolder": {"command": "x", "args": ["${file:up/secret}"]},
                  "variables": {"command": "x", "envFile": "../secret"},
                  "linkedVariables": {"command": "x", "envFile": "${workspaceFolder}/link"},
                  "byDefault": {"url": "http://x/", "headers": {"A": "${NOT_SET:-${file:%1$s}}"}},
                  "setNow": {"url": "http://x/", "headers": {"A": "${PATH:-${file:%1$s}}"}},
                  "variablesByDefault": {"command": "x", "envFile": "${NOT_SET:-%1$s}"},
                  "authorities": {"url": "https://x/", "ca": "../secret"},
                  "identity": {"url": "https://x/", "client-certificate": "link", "client-key": "inside"},
                  "key": {"url": "https://x/", "client-certificate": "inside", "client-key": "%1$s"},
                  "asks": {"command": "x", "args": ["${input:asked}"]},
                  "good": {"url": "https://x/", "ca": "inside", "headers": {"A": "${file:inside}"}}}}
                """.formatted(secret));
        List<String> left = List.of(
                "plain",
                "relative",
                "linked",
                "linkedFolder",
                "variables",
                "linkedVariables",
                "byDefault",
                "variablesByDefault",
                "authorities",
                "identity",
                "key");

        Map<String, ServerSettings> imported = imported(Map.of("PATH", "/bin"));
        for (String name : left) {
            assertThat(imported.get(name).transport())
                    .as(name)
                    .isInstanceOfSatisfying(
                            Transport.Invalid.class,
                            invalid -> assertThat(invalid.problem()).contains("is not inside the folder " + project));
        }
        assertThat(imported.toString()).doesNotContain(SECRET);

        Run run = Run.of("import", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).doesNotContain(SECRET);
        for (String name : left) {
            assertThat(run.err())
                    .containsPattern("servers\\." + name + "[^\n]* is not inside the folder [^\n]*The server " + name
                            + " is left");
        }
        assertThat(run.err()).as("its variable may be unset later").contains("The server setNow is left out");
        Map<String, ServerSettings> printed =
                byName(Yaml.load(folder, run.out()).servers());
        assertThat(printed.keySet()).containsExactly("asks", "good");
        assertThat(((Transport.Stdio) printed.get("asks").transport()).arguments())
                .as("a default of the client's is characters and no variable")
                .containsExactly("${file:" + secret + "}");
        assertThat(((Transport.Http) printed.get("good").transport()))
                .isEqualTo(imported.get("good").transport());
        assertThat(run.out()).contains("ca: " + project + "/inside");
    }

    @Test
    void expansionsOfAShellReachAnImportedProgramAsTheyAre() throws Exception {
        Yaml.write(file, """
                {"servers": {
                  "shell": {"command": "sh", "env": {"P": "${x:0:3}"}, "args": [
                    "-c", "${_X%o} ${x//a/b} ${} ${1} ${@} ${#x} ${x-y} ${x:=y} $${A} ${A}", "${x//a/${A}}", "a ${ b", "${"]},
                  "address": {"url": "http://x/${x//a/b}"},
                  "header": {"url": "http://x/", "headers": {"A": "${MY-TOKEN}"}},
                  "foreign": {"command": "x", "args": ["${config:a.b}"]}}}
                """);
        Map<String, ServerSettings> imported = imported(Map.of("A", "1"));
        Transport.Stdio shell = (Transport.Stdio) imported.get("shell").transport();
        assertThat(shell.arguments())
                .containsExactly(
                        "-c",
                        "${_X%o} ${x//a/b} ${} ${1} ${@} ${#x} ${x-y} ${x:=y} ${A} 1",
                        "${x//a/${A}}",
                        "a ${ b",
                        "${");
        assertThat(shell.environment()).isEqualTo(Map.of("P", "${x:0:3}"));
        for (String name : List.of("address", "header")) {
            assertThat(imported.get(name).transport().toString()).contains("\"${\" does not start a variable");
        }
        assertThat(imported.get("foreign").transport().toString()).contains("\"${config:\" does not start a variable");

        Run run = Run.of("import", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        Map<String, ServerSettings> printed =
                byName(Yaml.load(folder, run.out(), Map.of("A", "1")).servers());
        assertThat(printed.keySet()).containsExactly("shell");
        assertThat(printed.get("shell").transport()).isEqualTo(shell);
    }

    @Test
    void variablesOfGeminiCliAndTimesOfClineMeanWhatTheyMeanThere() throws Exception {
        String text = """
                {"mcpServers": {
                  "a": {"command": "x", "args": ["--key=$TOKEN"], "env": {"K": "$TOKEN"}, "timeout": 1800}}}
                """;
        Map<String, String> variables = Map.of("TOKEN", "t");
        Map<String, List<String>> arguments = Map.of(
                ".gemini/settings.json", List.of("--key=t"),
                ".qwen/settings.json", List.of("--key=t"),
                ".roo/mcp.json", List.of("--key=$TOKEN"),
                ".kiro/settings/mcp.json", List.of("--key=$TOKEN"),
                "cline_mcp_settings.json", List.of("--key=$TOKEN"));
        for (Map.Entry<String, List<String>> each : arguments.entrySet()) {
            Path client = project.resolve(each.getKey());
            Files.createDirectories(client.getParent());
            Yaml.write(client, text);
            Run run = Run.of("import", client.toString());
            assertThat(run.code()).as(run.err()).isZero();
            for (String document : List.of("import: project/" + each.getKey(), run.out())) {
                ServerSettings server =
                        Yaml.load(folder, document, variables).servers().getFirst();
                Transport.Stdio child = (Transport.Stdio) server.transport();
                assertThat(child.arguments()).as(each.getKey()).isEqualTo(each.getValue());
                assertThat(child.environment().get("K"))
                        .isEqualTo(each.getKey().matches(".(gemini|qwen).*") ? "t" : "$TOKEN");
                assertThat(child.directory()).isEqualTo(project);
                boolean seconds = each.getKey().matches("(.roo|cline).*");
                assertThat(server.callLimit())
                        .as(each.getKey())
                        .isEqualTo(seconds ? Duration.ofMinutes(30) : Duration.ofMillis(1_800));
            }
        }
    }

    private Map<String, ServerSettings> imported(Map<String, String> variables) throws ConfigurationException {
        return byName(Yaml.load(folder, "import: project/.mcp.json", variables).servers());
    }

    private static Map<String, ServerSettings> byName(List<ServerSettings> servers) {
        Map<String, ServerSettings> all = new TreeMap<>();
        servers.forEach(server -> all.put(server.name(), server));
        return all;
    }
}
