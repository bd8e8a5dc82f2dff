package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands that start what they need themselves, with the sample shop.
class ServerCommandsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void toolsAreListedAndChosenByAPattern() {
        Run all = run("tools");
        assertThat(all.out()).startsWith("TOOL").contains("shop_search_products", "shop_refund", "Pays back an order");
        assertThat(run("tools", "*_get_*").out()).contains("shop_get_order").doesNotContain("shop_refund");
        JsonNode json = MAPPER.readTree(run("tools", "shop_get_order", "--json").out());
        assertThat(json).hasSize(1);
        assertThat(json.get(0).get("inputSchema").get("type").asString()).isEqualTo("object");
        assertThat(folder.toFile().list()).as("what commands leave behind").isEmpty();
    }

    @Test
    void aCallReadsArgumentsAsTheSchemaWantsThem() {
        Run call = run("call", "shop.search_products", "--arg", "query=tea", "--arg", "limit=1", "--json");
        assertThat(call.code()).isZero();
        JsonNode products = MAPPER.readTree(call.out()).get("structuredContent").get("products");
        assertThat(products).hasSize(1);
        Run wrong = run("call", "shop.search_products", "--arg", "query=tea", "--arg", "limit=some");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("--arg limit: the tool needs an integer here. Write --arg limit=3.");
        assertThat(run("call", "search_products", "--toolset", "shop", "--arg", "query=tea")
                        .code())
                .isZero();
        assertThat(run("call", "shop.get_order", "--arg", "id=10042").out()).contains("10042");
        assertThat(run("call", "shop_get_order", "--args-json", "{\"id\": \"10042\"}")
                        .out())
                .contains("10042");
    }

    @Test
    void aToolThatFailsEndsWithItsOwnCode() {
        Run missing = run("call", "shop.get_order", "--arg", "id=99999");
        assertThat(missing.code()).isEqualTo(ExitCode.TOOL_ERROR);
        assertThat(missing.out()).contains("There is no order 99999");
        assertThat(run("call", "shop.get_order").code()).isEqualTo(ExitCode.TOOL_ERROR);
    }

    @Test
    void whatIsMistypedIsNamedWithTheNearest() {
        Run tool = run("call", "shop.get_ordr");
        assertThat(tool.code()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(tool.err())
                .isEqualTo("There is no gatehouse.yaml here and no gateway runs on " + folder
                        + "; the built-in sample shop was started for this command.\n"
                        + "gatehouse: There is no tool \"shop.get_ordr\". Did you mean \"shop.get_order\"?\n");
        assertThat(run("call", "shopp.get_order").err())
                .contains("There is no server or toolset \"shopp\". Did you mean \"shop.get_order\"?");
        assertThat(run("call", "shop.get_order", "--args-json", "[").err())
                .contains("--args-json is not a JSON object");
    }

    @Test
    void resourcesAndPromptsAreRead() {
        assertThat(run("read", "shop://policies/returns").out()).contains("return");
        Run unknown = run("read", "shop://nothing");
        assertThat(unknown.code()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(unknown.err())
                .endsWith(
                        "gatehouse: There is no resource \"shop://nothing\". `gatehouse resources` lists all of them.\n");
        Run prompt = run("prompt", "shop.answer_customer", "--arg", "order_id=10042", "--arg", "question=Where?");
        assertThat(prompt.code()).isZero();
        assertThat(prompt.out()).contains("user: A customer asks about this order: Where?");
    }

    @Test
    void checkSaysWhatIsWrongWithEachServerAndWhatToDo() {
        Yaml.write(folder.resolve("gatehouse.yaml"), """
                servers:
                  missing: {command: no-such-program}
                  refused: {url: "http://127.0.0.1:1/mcp", connect-timeout: 2s}
                """);
        Run check = Run.of("check", "--config", folder.resolve("gatehouse.yaml").toString());
        assertThat(check.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(check.out().lines())
                .hasSize(9)
                .anyMatch(line -> line.matches("SERVER +STATE +TRANSPORT +REVISION +TOOLS +TIME"))
                .anyMatch(line -> line.matches("missing +failed +stdio +- +0 +-"))
                .anyMatch(line -> line.startsWith("Server missing could not be started: The command `no-such-program`"))
                .anyMatch(line -> line.startsWith("  Install it"))
                .anyMatch(line -> line.startsWith("Server refused: 127.0.0.1"));
        Yaml.write(folder.resolve("gatehouse.yaml"), "servers: {a: {}}");
        Run wrong = Run.of("check", "--config", folder.resolve("gatehouse.yaml").toString());
        assertThat(wrong.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(wrong.err()).contains("has neither `command` nor `url`");
    }

    @Test
    void withoutAFileThereIsNothingToCheckAndServersSayThatTheyAreTheSample() {
        Run check = run("check");
        assertThat(check.code()).isEqualTo(ExitCode.USAGE);
        assertThat(check.err()).contains("There is no gatehouse.yaml in this folder to check. Name the file");
        Run servers = run("servers", "--json");
        assertThat(servers.code()).isZero();
        assertThat(servers.err()).contains("There is no gatehouse.yaml here", "sample shop was started");
        JsonNode shop = MAPPER.readTree(servers.out()).get(0);
        assertThat(shop.get("name").asString()).isEqualTo("shop");
        assertThat(shop.get("tools").asInt()).isEqualTo(5);
        assertThat(shop.get("transport").asString()).isEqualTo("in-process");
        assertThat(run("servers").out()).contains("shop", "ready");
    }

    private Run run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = folder.toString();
        return Run.of(all);
    }
}
