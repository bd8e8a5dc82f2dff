package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
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
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address)
                            .header("content-type", "application/json")
                            .header("anthropic-version", "2023-06-01")
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
    @CsvSource(
            delimiter = '|',
            value = {
                "models: {providers: {a: {}}} | has no credentials",
                "models: {providers: {a: {key: 'no good'}}} | holds a space",
                "models: {providers: {a: {key: x, type: antropic}}} | Did you mean \"anthropic\"?",
                "models: {providers: {a: {type: scripted, key: x}}} | belongs to a provider that is called by its address",
                "models: {providers: {a: {type: scripted, script: b}}} | is not there or cannot be read",
                "models: {providers: {main: {key: x}}, routes: {m: mian}} | Did you mean \"main\"?",
                "models: {providers: {main: {key: x}}, routes: {m: []}} | names no provider",
                "models: {providers: {main: {key: x}}, default: other} | there is no provider \"other\"",
                "models: {providers: {main: {key: x, refused-betas: {b: no}}}} | must be one of drop, refuse",
                "models: {prices: {m: {input: -3}}} | must be an amount of money",
                "messages: {body-bytes: 1} | must be a size"
            })
    void whatIsWrongIsSaidWithoutSecrets(String yaml, String told) throws Exception {
        var wrong = catchThrowableOfType(ConfigurationException.class, () -> load(yaml, Map.of()));
        assertThat(wrong.problems().toString()).contains(told).doesNotContain("no good");
    }
}
