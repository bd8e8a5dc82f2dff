package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.RunningGateway;
import io.gatehouse.app.cli.Welcome;
import io.gatehouse.app.config.KeyMaker;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The program runs as a process, and commands find it.
class UpTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void theSampleIsServedAndOtherCommandsAskTheGatewayThatRuns() throws Exception {
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0")) {
            String endpoint = up.out(line -> line.startsWith("Gatehouse listens at "))
                    .substring("Gatehouse listens at ".length());
            up.out(line -> line.startsWith("Claude Code:    claude mcp add --transport http gatehouse " + endpoint));
            up.out(line -> line.startsWith("MCP Inspector:  npx @modelcontextprotocol/inspector"));
            up.out(line -> line.startsWith("curl:           curl -s " + endpoint));
            up.out(line -> line.equals("Messages API:   export ANTHROPIC_BASE_URL=" + endpoint.replaceFirst("/mcp$", "")
                    + "   (no provider is configured: models named scripted* answer from a script)"));
            String data = folder.resolve(".gatehouse").toString();
            assertThat(RunningGateway.find(Path.of(data)))
                    .get()
                    .extracting(RunningGateway::pid)
                    .isEqualTo(up.pid());

            JsonNode servers =
                    MAPPER.readTree(Run.of("servers", "--json", "--data", data).out());
            assertThat(servers.get(0).get("name").asString()).isEqualTo("shop");
            assertThat(servers.get(0).get("state").asString()).isEqualTo("ready");
            Run call = Run.of("call", "shop.search_products", "--arg", "query=tea", "--data", data);
            assertThat(call.err()).isEmpty();
            assertThat(call.code()).isZero();
            assertThat(call.out()).containsIgnoringCase("tea");
            assertThat(up.err(line -> line.contains("search_products")))
                    .contains("\"event\":\"call\"", "\"server\":\"shop\"", "\"outcome\":\"ok\"")
                    .doesNotContain("query", "\"tea");

            Run second = Run.of("up", "--port", "0", "--data", data);
            assertThat(second.code()).isEqualTo(ExitCode.FAILED);
            assertThat(second.err())
                    .contains("Another gateway uses the data folder", "choose another folder with --data");

            up.signal("TERM");
            assertThat(up.exitCode()).isZero();
            assertThat(Files.exists(folder.resolve(".gatehouse/gateway.json"))).isFalse();
        }
    }

    @Test
    void changesAreTakenOverAndBrokenOnesRefused() throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, "servers: {a: {command: no-such-program}}");
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            String endpoint = MAPPER.readTree(up.out(line -> line.startsWith("{")))
                    .get("endpoint")
                    .asString();
            Files.writeString(file, "servers: {a: {command: no-such-program}, b: {command: no-such-program}}");
            up.err(line -> line.contains("applied: 2 servers, 0 toolsets (added server b)"));
            assertThat(get(endpoint, "/ready"))
                    .contains("\"name\":\"a\"", "\"name\":\"b\"")
                    .doesNotContain("differs from the file on disk");
            assertThat(get(endpoint, "/metrics")).contains("gatehouse_configuration_last_reload_successful 1.0");
            Files.writeString(file, "serves: {}");
            up.err(line ->
                    line.contains("gatehouse.yaml:1:1: unknown key \\\"serves\\\". Did you mean \\\"servers\\\"?"));
            up.err(line -> line.contains("rejected gatehouse.yaml; the running configuration stays"));
            assertThat(get(endpoint, "/ready"))
                    .contains(
                            "\"name\":\"b\"",
                            "The running configuration differs from the file on disk: gatehouse.yaml:1:1: unknown key");
            assertThat(get(endpoint, "/metrics"))
                    .contains("gatehouse_configuration_last_reload_successful 0.0")
                    .contains("gatehouse_configuration_last_reload_success_timestamp_seconds 1.");
            Files.writeString(file, "");
            up.err(line -> line.contains("gatehouse.yaml: no longer names anything"));
            assertThat(get(endpoint, "/ready")).contains("\"name\":\"a\"", "\"name\":\"b\"");
            Files.writeString(file, "servers: {c: {command: no-such-program}}");
            up.err(line -> line.contains("applied: 1 server, 0 toolsets (added server c; removed server a, server b)"));
            assertThat(get(endpoint, "/ready"))
                    .contains("\"name\":\"c\"")
                    .doesNotContain("\"name\":\"a\"")
                    .doesNotContain("differs from the file on disk");
            assertThat(get(endpoint, "/metrics")).contains("gatehouse_configuration_last_reload_successful 1.0");
            assertThat(up.allErr()).noneMatch(line -> line.contains("A restart is required"));
            Files.writeString(file, "limits: {streams: 7}\nservers: {c: {command: no-such-program}}");
            up.err(line -> line.contains("A restart is required to apply: limits"));
            long before = up.allErr().stream()
                    .filter(line -> line.contains("applied: 1 server,"))
                    .count();
            up.signal("HUP");
            up.err(line -> up.allErr().stream()
                            .filter(each -> each.contains("applied: 1 server,"))
                            .count()
                    > before);
            assertThat(get(endpoint, "/health")).contains("ok");
        }
    }

    @Test
    void withKeysCommandsOfTheSameUserGetInAndOthersDoNot() throws Exception {
        String key = KeyMaker.make();
        Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "auth:\n  keys:\n    " + KeyMaker.line("ci", key) + "\nservers: {}\n");
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            String endpoint = MAPPER.readTree(up.out(line -> line.startsWith("{")))
                    .get("endpoint")
                    .asString();
            assertThat(get(endpoint, "/")).contains("/mcp", "/v1/messages");
            for (String path : new String[] {"/mcp", "/sse", "/metrics", "/v1/models"}) {
                assertThat(get(endpoint, path)).contains("A key of this gateway is needed");
                assertThat(get(endpoint, path, "Authorization", "Bearer wrong"))
                        .contains("This gateway does not know the key.");
                assertThat(get(endpoint, path, "x-api-key", "wrong")).contains("This gateway does not know the key.");
            }
            assertThat(get(endpoint, "/metrics")).contains("A key of this gateway is needed: send it as");
            Run servers = Run.of(
                    "servers",
                    "--json",
                    "--config",
                    folder.resolve("gatehouse.yaml").toString());
            assertThat(servers.out()).isEqualTo("[]\n");
            Run tools = Run.of(
                    "tools",
                    "--json",
                    "--config",
                    folder.resolve("gatehouse.yaml").toString());
            assertThat(tools.err()).isEmpty();
            assertThat(tools.out()).isEqualTo("[]\n");
        }
    }

    @Test
    void whatIsPrintedAtTheStartUsesTheKeyWhereOneIsNeeded() throws Exception {
        URI endpoint = URI.create("http://127.0.0.1:8420/mcp");
        String keys =
                "auth: {keys: [" + KeyMaker.line("ci", KeyMaker.make()).strip().replaceFirst("^- ", "") + "]}\n";
        String with = Welcome.text(Yaml.load(folder, keys + "servers: {}\n"), endpoint);
        assertThat(with.lines().filter(line -> line.contains("127.0.0.1:8420") && !line.startsWith("Gatehouse")))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).contains("$GATEHOUSE_KEY"));
        assertThat(Welcome.text(Yaml.load(folder, "servers: {}\n"), endpoint)).doesNotContain("KEY");
    }

    @Test
    void aPortInUseIsNamedWithARemedyBeforeAnyProgramIsStarted() throws Exception {
        Path file = Files.writeString(
                folder.resolve("gatehouse.yaml"), "servers: {a: {command: sh, args: [-c, 'touch started']}}");
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            Run up = Run.of("up", "--port", port, "--host", "127.0.0.1", "--config", file.toString());
            assertThat(up.code()).isEqualTo(ExitCode.FAILED);
            assertThat(up.err()).contains(port, "in use", "--port", "listen.port");
            assertThat(folder.resolve("started")).doesNotExist();
        }
    }

    @Test
    void anOpenAddressWithoutKeysIsRefused() {
        Run up = Run.of("up", "--host", "0.0.0.0", "--data", folder.toString());
        assertThat(up.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(up.err()).contains("command line: --host: \\\"0.0.0.0\\\" can be reached from other machines");
    }

    @Test
    void theSelfTestOfTheLauncherEndsByItself() throws Exception {
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--exit-after-self-test")) {
            assertThat(up.exitCode()).isZero();
        }
    }

    @Test
    void aGatewayThatIsKilledLeavesNoLibraryBehind() throws Exception {
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0")) {
            up.out(line -> line.startsWith("Gatehouse listens at "));
            up.signal("KILL");
            up.exitCode();
            assertThat(folder.resolve(GatehouseProcess.TEMPORARY)).isDirectoryNotContaining("glob:**netty*");
        }
    }

    @Test
    void stdioSpeaksTheProtocolAndNothingElse() throws Exception {
        try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
            stdio.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                    + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
            assertThat(stdio.out(line -> true)).contains("\"id\":1", "\"protocolVersion\":\"2025-06-18\"");
            stdio.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            stdio.write("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
            assertThat(stdio.out(line -> line.contains("\"id\":2"))).contains("shop_search_products");
            stdio.closeInput();
            assertThat(stdio.exitCode()).isZero();
            assertThat(stdio.allOut()).allMatch(line -> line.startsWith("{\"jsonrpc\""));
        }
    }

    private static String get(String endpoint, String path, String... headers) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(endpoint).resolve(path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
