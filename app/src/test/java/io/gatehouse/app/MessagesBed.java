package io.gatehouse.app;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.Everything;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.MessagesClient;
import io.gatehouse.fixtures.RealServers;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.http.ListenException;
import io.gatehouse.kit.KitServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A gateway with a scripted model as its provider. Behind it are, over stdio, the reference server with every feature,
/// the reference file server and DBHub, and over HTTP servers written in Java. Callers need a key.
final class MessagesBed implements AutoCloseable {
    static final String KEY = KeyMaker.make();

    final ScriptedProvider provider;
    final HoldingServer holding = new HoldingServer();
    private final Path files;
    private final KitServer kit = Everything.server();
    private final FixtureServer fixture;
    private final TestGateway shop;
    private final TestGateway gateway;
    private final TestGateway routed;

    MessagesBed(Path folder) throws IOException {
        provider = new ScriptedProvider(script());
        files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(note(), "remember this");
        fixture = fixture(kit);
        shop = TestGateway.startSample(Files.createDirectories(folder.resolve("shop")));
        gateway = TestGateway.start(folder, configuration());
        routed = TestGateway.start(Files.createDirectories(folder.resolve("routed")), """
                models:
                  providers: {demo: {type: scripted}}
                  routes: {m-1: demo, m-2: demo, m-3: demo, m-4: demo, m-5: demo}
                """);
    }

    /// The gateway as base address of the API.
    URI api() {
        return gateway.address("");
    }

    /// Another gateway, without keys, that has six models by name and no provider who would list its own.
    URI routed() {
        return routed.address("");
    }

    /// The address that the shop is configured with.
    URI shop() {
        return shop.address("/mcp");
    }

    /// A file that the file server may read.
    Path note() {
        return files.resolve("note.txt");
    }

    private static FixtureServer fixture(KitServer kit) {
        try {
            return new FixtureServer(kit, 0, Era.BOTH);
        } catch (ListenException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        routed.close();
        shop.close();
        fixture.close();
        kit.close();
        holding.close();
        provider.close();
    }

    private String configuration() {
        return """
                auth: {keys: [%s]}
                servers:
                  everything: %s
                  files: %s
                  dbhub: %s
                  fixture: {url: "%s"}
                  holding: {url: "%s"}
                  shop: {url: "%s"}
                models:
                  providers: {script: {url: "%s", key: sk-of-the-provider, retries: 0}}
                  routes: {"scripted*": script}
                  default: none
                """.formatted(
                        KeyMaker.line("tests", KEY).strip().replaceFirst("^- ", ""),
                        RealPeers.command(RealServers.everything(), ""),
                        RealPeers.command(RealServers.filesystem(files), ""),
                        RealPeers.command(RealServers.dbhub(), ""),
                        fixture.endpoint(),
                        holding.endpoint(),
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

                  - when: { user: stalls }
                    stall-after: 6
                    say: This does not get far, and it does not end either.
                  - when: { user: '/leave (\\S+)/' }
                    say:
                      - { call: "*beside", arguments: { key: "${user.1}" } }
                      - { call: "*hold", arguments: { key: "${user.1}" } }
                  - when: { user: '/stay (\\S+)/' }
                    say:
                      - { call: "*hold", arguments: { key: "${user.1}" } }

                  - when: { asked: survey, step: 3 }
                    say: "Seen: ${results}"
                  - when: { asked: survey, step: 2 }
                    say:
                      - { call: "*execute_sql", arguments: { sql: SELECT 6 * 7 AS answer } }
                      - { call: "*read_text_file", arguments: { path: /etc/hostname } }
                  - when: { user: '/survey (\\S+)/' }
                    say:
                      - { call: "*read_text_file", arguments: { path: "${user.1}" } }
                      - { call: "*search_objects", arguments: { object_type: table } }
                      - { call: "*test_multiple_content_types" }
                      - { call: "*get_order", arguments: { id: "10042" } }

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
