package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What scripts rely on: exit codes, errors as JSON, lists, completion.
class CommandErrorsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call shop.no_such_tool",
                "call nobody.get_order",
                "prompt shop.no_such_prompt",
                "read shop://nothing-of-this-name",
                "tools --toolset nobody",
                "prompts --toolset nobody",
                "resources --toolset nobody",
                "stdio --toolset nobody"
            })
    void whatIsUnknownHasOneExitStatus(String command) {
        Run run = run(command);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(run.err()).isNotBlank();
        if (!command.startsWith("stdio")) {
            Run json = run(command + " --json");
            assertThat(json.code()).isEqualTo(ExitCode.UNKNOWN);
            JsonNode error = MAPPER.readTree(json.out()).get("error");
            assertThat(error.get("code").asString()).isEqualTo("unknown");
            assertThat(error.get("exitCode").asInt()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(error.get("message").asString()).isNotBlank();
        }
    }

    @Test
    void whatIsUnknownToTheGatewayThatRunsHasTheSame() throws Exception {
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--data", data())) {
            up.out(line -> line.startsWith("Gatehouse listens at "));
            assertThat(run("tools --toolset nobody").code()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(run("stdio --toolset nobody").code()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(run("read shop://nothing-of-this-name").code()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(complete("call shop_get").out()).isEqualTo("shop_get_order\nshop_get_product\n");
            assertThat(complete("call shop.get").out()).isEqualTo("shop.get_order\nshop.get_product\n");
            assertThat(run("call shp.get_order").err())
                    .contains("no server or toolset", "Did you mean \"shop.get_order\"?");
            assertThat(run("logs nobody").code()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(run("servers").err()).isEmpty();
        }
    }

    @Test
    void aWrongConfigurationIsAnErrorObjectWithItsPlaces() throws Exception {
        Path file = Files.writeString(folder.resolve("g.yaml"), "serves: {}\n");
        Run run = Run.of("check", "--offline", "--json", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
        JsonNode error = MAPPER.readTree(run.out()).get("error");
        assertThat(error.get("code").asString()).isEqualTo("configuration");
        assertThat(error.at("/problems/0/line").asInt()).isEqualTo(1);
        assertThat(error.at("/problems/0/message").asString()).contains("serves", "Did you mean");
    }

    @Test
    void aWrongCommandLineIsAnErrorObjectToo() {
        Run run = Run.of("tools", "--json", "--no-such-option");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(MAPPER.readTree(run.out()).at("/error/code").asString()).isEqualTo("usage");
        Run up = Run.of("up", "--json", "--port", "80000");
        assertThat(up.code()).isEqualTo(ExitCode.USAGE);
        assertThat(MAPPER.readTree(up.out()).at("/error/message").asString()).contains("80000");
    }

    @Test
    void aCheckOfTheFileAloneStartsNothing() throws Exception {
        Path trace = folder.resolve("started");
        Path file = Files.writeString(
                folder.resolve("g.yaml"),
                "servers: {a: {command: touch, args: [" + trace + "]}}\ntoolsets: {t: {servers: [a]}}\n");
        Run run = Run.of("check", "--offline", "--config", file.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .isEqualTo("The configuration can be used: 1 server, 1 toolset, 0 keys, 0 warnings. Nothing was"
                        + " started.\n");
        assertThat(MAPPER.readTree(Run.of("check", "--offline", "--json", "--config", file.toString())
                                .out())
                        .at("/servers/0")
                        .asString())
                .isEqualTo("a");
        assertThat(trace).doesNotExist();
        assertThat(folder.resolve(".gatehouse")).doesNotExist();
    }

    @Test
    void keysInClearTextAreWarnedOf() throws Exception {
        String keys =
                "auth: {keys: [" + KeyMaker.line("ci", KeyMaker.make()).strip().replaceFirst("^- ", "") + "]}\n";
        Path file = Files.writeString(
                folder.resolve("g.yaml"), keys + "listen: {host: 0.0.0.0}\nservers: {a: {command: x}}\n");
        assertThat(Run.of("check", "--offline", "--config", file.toString()).err())
                .contains("listen.host", "clear text", "listen.tls");
        Files.writeString(file, keys + "servers: {a: {command: x}}\n");
        assertThat(Run.of("check", "--offline", "--config", file.toString()).err())
                .isEmpty();
    }

    @Test
    void promptsAndResourcesAreListedLikeTools() {
        assertThat(run("prompts").out()).contains("PROMPT", "shop_answer_customer");
        assertThat(run("resources").out()).contains("RESOURCE", "shop://catalogue");
        assertThat(MAPPER.readTree(run("prompts --json").out())
                        .get(0)
                        .get("name")
                        .asString())
                .startsWith("shop_");
        assertThat(MAPPER.readTree(run("resources shop://cata* --json").out())).hasSize(1);
        assertThat(Run.of("--version").out()).startsWith("gatehouse ");
        assertThat(Run.of("-V").code()).isZero();
    }

    @Test
    void namesAreCompleted() throws Exception {
        Path file = Files.writeString(
                folder.resolve("g.yaml"),
                "servers: {crm: {command: x}, crew: {command: x}}\ntoolsets: {crowd: {servers: [crm]}}\n");
        assertThat(complete("comp").out()).isEqualTo("completion\n");
        assertThat(complete("tools --tool").out()).isEqualTo("--toolset\n");
        assertThat(complete("tools --config " + file + " --toolset cr").out()).isEqualTo("crew\ncrm\ncrowd\n");
        assertThat(complete("logs --config " + file + " cr").out()).isEqualTo("crew\ncrm\n");
        assertThat(Run.of("complete", "--", "completion", "z").out()).isEqualTo("zsh\n");
        assertThat(complete("call sh").out()).isEmpty();
    }

    @Test
    void bashCompletesWithTheScript() throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion.bash"), Run.of("completion", "bash").out());
        Path program = Files.writeString(folder.resolve("gatehouse"), "#!/bin/sh\nprintf '%s\\n' shop_a \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_WORDS=(" + program + " call sh); COMP_CWORD=2; _gatehouse;"
                                + " printf '%s\\n' \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes());
        assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines()).containsExactly("shop_a", "complete", "--", "call", "sh");
        assertThat(Run.of("completion", "zsh").out()).contains("compdef _gatehouse gatehouse");
        assertThat(Run.of("completion", "fish").out()).contains("complete -c gatehouse");
    }

    private Run complete(String words) {
        return run("complete -- " + words);
    }

    /// Runs a command on a data folder of the test; words after `--` are not options.
    private Run run(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        if (words.getFirst().equals("complete")) {
            if (!words.contains("--config")) {
                words.addAll(words.size() - 1, List.of("--data", data()));
            }
        } else {
            words.addAll(List.of("--data", data()));
        }
        return Run.of(words.toArray(String[]::new));
    }

    private String data() {
        return folder.resolve("data").toString();
    }
}
