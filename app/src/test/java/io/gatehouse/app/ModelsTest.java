package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.OwnAddress;
import io.gatehouse.app.config.ProviderSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// The sections `models` and `messages`, and the gateway that they make.
class ModelsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    private static HttpResponse<String> post(URI address, String body) throws Exception {
        return post(address, body, "other-2025-01-01");
    }

    private static HttpResponse<String> post(URI address, String body, String beta) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address)
                            .header("content-type", "application/json")
                            .header("anthropic-version", "2023-06-01")
                            .header("anthropic-beta", beta)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String ask(String model) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    @Test
    void withoutAProviderOnlyTheScriptedModelAnswers() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, "servers: {}")) {
            HttpResponse<String> scripted = post(gateway.address("/v1/messages"), ask("scripted-demo"));
            assertThat(scripted.statusCode()).as(scripted.body()).isEqualTo(200);
            assertThat(MAPPER.readTree(scripted.body()).path("model").asString())
                    .isEqualTo("scripted-demo");
            HttpResponse<String> other = post(gateway.address("/v1/messages"), ask("claude-x"));
            assertThat(other.statusCode()).isEqualTo(404);
            assertThat(other.body()).contains("models.routes", "ANTHROPIC_API_KEY");
        }
    }

    @Test
    void namesMayBeMappedToAScriptOfOnesOwn() throws Exception {
        Files.writeString(folder.resolve("demo.yaml"), "turns: [{say: from the file}]");
        String yaml = "models: {providers: {demo: {type: scripted, script: demo.yaml}}, routes:"
                + " {claude-x: {providers: demo, as: scripted-x}}}";
        try (TestGateway gateway = TestGateway.start(folder, yaml)) {
            assertThat(post(gateway.address("/v1/messages"), ask("claude-x")).body())
                    .contains("from the file", "scripted-x");
        }
    }

    @Test
    void aProviderIsCalledAsItsSettingsSay() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/prefix/v1/messages", exchange -> {
            heard.add(exchange.getRequestHeaders().getFirst("authorization") + " "
                    + exchange.getRequestHeaders().getFirst("x-team"));
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        provider.start();
        String url = "http://127.0.0.1:" + provider.getAddress().getPort() + "/prefix/";
        String yaml = "models: {providers: {own: {url: \"" + url + "\", bearer: secret, headers: {x-team: a}}}}";
        try (TestGateway gateway = TestGateway.start(folder, yaml)) {
            assertThat(post(gateway.address("/v1/messages"), ask("anything")).statusCode())
                    .isEqualTo(200);
            assertThat(heard).containsExactly("Bearer secret a");
        } finally {
            provider.stop(0);
        }
    }

    @Test
    void serversOfARequestAreExecutedWhereverTheyAreNamed() throws Exception {
        Files.writeString(folder.resolve("shop.yaml"), """
                turns:
                  - when: { result: true }
                    say: "Found: ${result}"
                  - say: [{ call: "*get_order", arguments: { id: "10042" } }]
                """);
        String yaml = "models: {providers: {demo: {type: scripted, script: shop.yaml}}}";
        try (TestGateway shop = TestGateway.startSample(folder.resolve("shop"));
                TestGateway gateway = TestGateway.start(
                        folder, yaml + "\nservers: {shop: {url: \"" + shop.address("/mcp") + "\"}}")) {
            for (String url : List.of(
                    "gatehouse://server/shop",
                    "gatehouse://toolset/shop",
                    shop.address("/mcp").toString(),
                    gateway.address("/mcp/shop").toString())) {
                String body = ask("scripted")
                        .replace(
                                "{\"model\"",
                                "{\"mcp_servers\":[{\"type\":\"url\",\"name\":\"shop\",\"url\":\"" + url
                                        + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"shop\"}],\"model\"");
                HttpResponse<String> answer = post(gateway.address("/v1/messages"), body, "mcp-client-2025-11-20");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).as(url).contains("mcp_tool_use", "mcp_tool_result", "Found: ", "10042");
            }
        }
    }

    @Test
    void aKeyInTheEnvironmentMakesAnthropicTheDefault() throws Exception {
        Configuration configuration = load("servers: {}", Map.of("ANTHROPIC_API_KEY", "sk-1"));
        assertThat(configuration.models().providers())
                .singleElement()
                .satisfies(provider -> assertThat(provider.kind()).isInstanceOf(ProviderSettings.Anthropic.class));
        assertThat(configuration.models().fallback()).containsExactly("anthropic");
        assertThat(configuration.models().toString()).doesNotContain("sk-1");
        assertThat(load("models: {default: none}", Map.of("ANTHROPIC_API_KEY", "sk-1"))
                        .models()
                        .fallback())
                .isEmpty();
    }

    private Configuration load(String yaml, Map<String, String> environment) throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), yaml);
        return new ConfigurationLoader(ConfigurationLoader.Options.of(file), environment::get).load();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8420/mcp, true",
        "http://LOCALHOST:8420/mcp, true",
        "http://[::1]:8420/mcp, true",
        "http://127.0.0.1:8421/mcp, false",
        "https://gate.example.com/mcp, true",
        "https://gate.example.com:9000/mcp, true",
        "https://other.example.com:9000/mcp, true",
        "https://other.example.com/mcp, false",
        "https://crm.example.com/mcp, false",
        "http://gate_way:9000/mcp, true",
        "http://other_way:9000/mcp, false"
    })
    void theGatewayKnowsItsOwnAddresses(URI url, boolean own) {
        OwnAddress address = new OwnAddress(
                List.of("127.0.0.1"), 8420, List.of("gate.example.com", "other.example.com:9000", "gate_way"));
        assertThat(address.is(url)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "models: {providers: {a: {}}} | has no credentials",
                "models: {providers: {a: {key: 'no good'}}} | holds a space",
                "models: {providers: {a: {key: x, type: antropic}}} | Did you mean \"anthropic\"?",
                "models: {providers: {a: {type: scripted, key: x}}} | belongs to a provider that is called by its address",
                "models: {providers: {a: {type: scripted, script: b}}} | does not exist or cannot be read",
                "models: {providers: {main: {key: x}}, routes: {m: mian}} | Did you mean \"main\"?",
                "models: {providers: {main: {key: x}}, routes: {m: []}} | names no provider",
                "models: {providers: {main: {key: x}}, default: other} | there is no provider \"other\"",
                "models: {providers: {main: {key: x, refused-betas: {b: no}}}} | must be one of drop, refuse",
                "models: {prices: {m: {input: -3}}} | must be an amount of money",
                "messages: {body-bytes: 1} | must be a size",
                "messages: {loop: {iterations: 0}} | must be a whole number",
                "messages: {servers: {allow: nowhere}} | must be an address or a pattern",
                "messages: {servers: {private-ranges: 10.0.0.1/8}} | must be a range of IP addresses"
            })
    void whatIsWrongIsSaidWithoutSecrets(String yaml, String told) throws Exception {
        var wrong = catchThrowableOfType(ConfigurationException.class, () -> load(yaml, Map.of()));
        assertThat(wrong.problems().toString()).contains(told).doesNotContain("no good");
    }
}
