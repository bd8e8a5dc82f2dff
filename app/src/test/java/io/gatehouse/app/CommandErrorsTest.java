package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayFailure;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void aShellThatHasNoCompletionIsToldWhichHaveIt() {
        Run run = Run.of("completion", "foo");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("\"foo\" is not one of bash, zsh, fish.");
    }

    @Test
    void theHelpOfCheckPromisesNoSample() {
        assertThat(Run.of("check", "--help").out()).doesNotContain("sample");
    }

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
            bashCompletesWhatIsWritten();
            assertThat(run("call shp.get_order").err())
                    .contains("There is no server or toolset", "Did you mean \"shop.get_order\"?");
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
                .isEqualTo("The configuration is valid: 1 server, 1 toolset, 0 keys, 0 warnings. Nothing was"
                        + " started.\n");
        assertThat(MAPPER.readTree(Run.of("check", "--offline", "--json", "--config", file.toString())
                                .out())
                        .at("/servers/0/name")
                        .asString())
                .isEqualTo("a");
        assertThat(trace).doesNotExist();
        Files.writeString(file, "servers: {a: {command: touch, args: [" + trace + "], disabled: true}}\n");
        JsonNode online = MAPPER.readTree(
                Run.of("check", "--json", "--config", file.toString()).out());
        JsonNode offline = MAPPER.readTree(Run.of("check", "--offline", "--json", "--config", file.toString())
                .out());
        assertThat(online).as("the same, because there is no server to ask").isEqualTo(offline);
        assertThat(online.propertyNames()).containsExactly("servers", "collisions", "toolsets", "warnings");
        assertThat(online.at("/warnings/0").asString()).contains("every server is disabled");
        assertThat(folder.resolve(".gatehouse")).doesNotExist();
    }

    @Test
    void whatTheGatewayEndedOrRefusedIsNoErrorOfTheTool() {
        assertThat(Category.values()).allSatisfy(category -> {
            RpcError error = new RpcError(-32000, "no").with(Failure.notSent(category, "req_1"));
            assertThat(GatewayFailure.of(Response.error(error)))
                    .isNotNull()
                    .extracting(GatewayFailure::unreachable)
                    .isEqualTo(category != Category.VALIDATION);
        });
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

    /// With the words as bash takes a line apart.
    private void bashCompletesWhatIsWritten() throws Exception {
        Path file = Files.writeString(
                folder.resolve("g.yaml"),
                "servers: {crm: {command: x}, crew: {command: x}}\ntoolsets: {crowd: {servers: [crm]}}\n");
        String data = "--data " + data() + " ";
        try (BashCompletion bash = new BashCompletion(folder)) {
            assertThat(bash.of("call " + data, "shop.get")).containsExactly("shop.get_order", "shop.get_product");
            assertThat(bash.of("call " + data, "shop_get")).containsExactly("shop_get_order", "shop_get_product");
            assertThat(bash.of("read " + data, "shop", ":", "//cat")).containsExactly("//catalogue");
            assertThat(bash.of("logs --config " + file + " ", "cr")).containsExactly("crew", "crm");
            assertThat(bash.of("tools --config " + file + " --toolset ", "cr")).containsExactly("crew", "crm", "crowd");
            assertThat(bash.of("tools --config " + file + " ", "--toolset", "=", "cro"))
                    .containsExactly("crowd");
            assertThat(bash.of("", "comp")).containsExactly("completion");
            assertThat(bash.of("call " + data, "nothing")).isEmpty();
        }
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
