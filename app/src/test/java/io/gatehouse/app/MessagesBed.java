package io.gatehouse.app;

import io.gatehouse.fixtures.MessagesClient;
import io.gatehouse.fixtures.RealServers;
import io.gatehouse.fixtures.ScriptedProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A gateway with a scripted model as its provider, in front of the reference server over stdio and of the sample shop
/// over HTTP. Callers need a key.
final class MessagesBed implements AutoCloseable {
    static final String KEY = KeyMaker.make();

    final ScriptedProvider provider;
    private final TestGateway shop;
    private final TestGateway gateway;

    MessagesBed(Path folder) throws IOException {
        provider = new ScriptedProvider(script());
        shop = TestGateway.startSample(Files.createDirectories(folder.resolve("shop")));
        gateway = TestGateway.start(folder, configuration());
    }

    /// The gateway as base address of the API.
    URI api() {
        return gateway.address("");
    }

    /// The address that the shop is configured with.
    URI shop() {
        return shop.address("/mcp");
    }

    @Override
    public void close() {
        gateway.close();
        shop.close();
        provider.close();
    }

    private String configuration() {
        List<String> everything = RealServers.everything();
        return """
                auth: {keys: [%s]}
                servers:
                  everything: {command: %s, args: [%s]}
                  shop: {url: "%s"}
                models:
                  providers: {script: {url: "%s", key: sk-of-the-provider, retries: 0}}
                  routes: {"scripted*": script}
                  default: none
                """.formatted(
                KeyMaker.line("tests", KEY).strip().replaceFirst("^- ", ""),
                everything.getFirst(),
                everything.stream().skip(1).map(text -> '"' + text + '"').collect(Collectors.joining(", ")),
                shop(),
                provider.address());
    }

    private static String script() {
        Stream<String> once = Stream.concat(MessagesClient.all().map(MessagesClient::name), Stream.of("java"));
        return """
                models: [scripted, scripted-large, scripted-small]
                turns:
                %s
                  - { when: { user: limited }, error: { status: 429, headers: { retry-after-ms: "1" } } }
                  - { when: { user: breaks }, say: a few words, error-after: 4 }

                  - when: { asked: many, step: 13 }
                    say: "That were ${turn} turns."
                  - when: { asked: many }
                    say:
                      - { call: "*echo", arguments: { message: "round ${step}" } }

                  - when: { asked: forecast, result: { tool: get_weather } }
                    say: "It will be ${result}."
                  - when: { user: forecast, tools: get_weather }
                    say:
                      - { call: get_weather, arguments: { city: Paris } }

                  - when: { asked: weather, result: { tool: get_weather } }
                    say: "${results}"
                  - when: { user: weather, tools: [get_weather, "*echo"] }
                    say:
                      - { call: get_weather, arguments: { city: Paris } }
                      - { call: "*echo", arguments: { message: at the same time } }

                  - when: { user: fail, tools: "*get_order" }
                    say:
                      - { call: "*get_order", arguments: { id: "99999" } }
                  - when: { asked: fail, result: { error: true } }
                    say: "That failed: ${result}"

                  - when: { asked: '/order (\\d+)/', result: { tool: "*get_order" } }
                    say: "It is on its way, and: ${results}"
                  - when: { user: '/order (\\d+)/', tools: ["*get_order", "*echo"] }
                    say:
                      - thinking: "An order, ${user.1}."
                      - "I look it up. 🍵"
                      - { call: "*get_order", arguments: { id: "${user.1}" } }
                      - { call: "*echo", arguments: { message: "grüße \\"${user.1}\\"" } }

                  - when: { user: echo, tools: "*echo" }
                    say:
                      - { call: "*echo", arguments: { message: hello } }
                  - when: { result: true }
                    say: "It says: ${result}"
                  - pieces: 4
                    say: "Fine, thank you."
                """.formatted(once.map(
                        name -> "  - { when: { user: \"busy " + name
                                + "\" }, times: 1, error: { status: 529, message: Overloaded, headers: { retry-after-ms: \"1\" } } }")
                .collect(Collectors.joining("\n")));
    }
}
