package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.Configuration.Logging;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.gateway.catalog.Selection;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.settings.ModelTools;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written in `gatehouse.yaml` arrives.
class ConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void withoutAFileTheSampleIsServedOnLoopback() throws Exception {
        Configuration configuration = new ConfigurationLoader(ConfigurationLoader.Options.NONE, name -> null).load();
        assertThat(configuration.sample()).isTrue();
        assertThat(configuration.listen().hosts()).containsExactly("127.0.0.1", "::1");
        assertThat(configuration.listen().port()).isEqualTo(8420);
        assertThat(configuration.data()).isEqualTo(Path.of(".gatehouse").toAbsolutePath());
        assertThat(configuration.limits().endpoint().streamAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.logging()).isEqualTo(Logging.DEFAULT);
    }

    @Test
    void anEmptyFileServesNothingAndSaysSo() throws Exception {
        Configuration configuration = Yaml.load(folder, "# nothing yet\n");
        assertThat(configuration.sample()).isFalse();
        assertThat(configuration.servers()).isEmpty();
        assertThat(configuration.warnings())
                .singleElement()
                .asString()
                .endsWith("gatehouse.yaml: names no servers. Add them under `servers` or `import`.");
        assertThat(Yaml.load(folder, "servers: {a: {command: x, disabled: true}}\n")
                        .warnings())
                .singleElement()
                .asString()
                .endsWith("gatehouse.yaml: every server is disabled. Remove `disabled: true` from one.");
    }

    @Test
    void aBoundOnCostNamesTheModelsWithoutAPrice() throws Exception {
        String yaml = """
                servers: { a: { command: a } }
                messages: { loop: { cost: 2 } }
                models:
                  providers: { main: { key: k } }
                  routes: { "claude-*": main, small: main }
                """;
        assertThat(Yaml.load(folder, yaml).warnings())
                .singleElement()
                .asString()
                .contains("messages.loop.cost: is a limit, but no model has a price.", "add it under models.prices.");
        String priced = yaml + "  prices: { \"claude-*\": { input: 3, output: 15 } }\n";
        assertThat(Yaml.load(folder, priced).warnings())
                .singleElement()
                .asString()
                .contains("messages.loop.cost: is a limit, but \"small\" under models.routes has no price.");
        assertThat(Yaml.load(folder, priced.replace("cost: 2", "cost: 0")).warnings())
                .isEmpty();
    }

    @Test
    void aStdioServer() throws Exception {
        ServerSettings server = server("""
                servers:
                  files:
                    command: ./bin/files
                    args: [--root, /srv, 8080, true]
                    env: {LEVEL: 3, EMPTY: ""}
                    inherit: [HOME_PROXY]
                    directory: work
                    call-timeout: 30s
                    call-limit: 2h
                    sessions: own
                    max-in-flight: 7
                    required: true
                    validate: true
                    roots: [data, 'file:///srv']
                """);
        assertThat(server.transport())
                .isEqualTo(new Transport.Stdio(
                        folder.resolve("bin/files").toString(),
                        List.of("--root", "/srv", "8080", "true"),
                        Map.of("LEVEL", "3", "EMPTY", ""),
                        List.of("HOME_PROXY"),
                        folder.resolve("work")));
        assertThat(server.callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.callLimit()).isEqualTo(Duration.ofHours(2));
        assertThat(server.sessions()).isEqualTo(Sessions.OWN);
        assertThat(server.maxInFlight()).isEqualTo(7);
        assertThat(server.required()).isTrue();
        assertThat(server.validate()).isTrue();
        assertThat(server.roots())
                .containsExactly(folder.resolve("data").toUri().toString(), "file:///srv");
    }

    @Test
    void anHttpServer() throws Exception {
        ServerSettings server = server("""
                servers:
                  crm:
                    type: sse
                    url: https://crm.example.com/sse?team=1
                    headers: {Authorization: "Bearer ${TOKEN}", X-Number: 1.10}
                    headers-helper: ./token.sh
                    proxy: http://me:pass@proxy.example.com:3128
                    no-proxy: localhost
                    http2: false
                    connect-timeout: 2s
                    answer-bytes: 1MiB
                """);
        Transport.Http http = (Transport.Http) server.transport();
        assertThat(http.url()).isEqualTo(URI.create("https://crm.example.com/sse?team=1"));
        assertThat(http.eventStreamsOnly()).isTrue();
        assertThat(http.headers()).isEqualTo(Map.of("Authorization", "Bearer s3cret", "X-Number", "1.10"));
        assertThat(http.headersHelper()).isEqualTo(new Transport.HeadersCommand("./token.sh", folder));
        assertThat(http.client().http2()).isFalse();
        assertThat(http.client().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(http.client().maxBodyBytes()).isEqualTo(1 << 20);
        assertThat(http.client().proxy())
                .isEqualTo(new ProxySettings(
                        ProxySettings.Kind.HTTP, "proxy.example.com", 3128, "me", "pass", List.of("localhost")));
    }

    @Test
    void namesOfContainersMayHaveUnderscores() throws Exception {
        ServerSettings server = Yaml.load(
                        folder, "servers: {a: {url: 'http://my_server:8000/mcp', proxy: 'http://my_proxy:3128'}}")
                .servers()
                .getFirst();
        Transport.Http http = (Transport.Http) server.transport();
        assertThat(http.url()).hasToString("http://my_server:8000/mcp");
        assertThat(http.toString()).contains("my_server");
        assertThat(http.client().proxy()).isEqualTo(ProxySettings.of(ProxySettings.Kind.HTTP, "my_proxy", 3128));
    }

    @Test
    void defaultsHoldForServersThatSayNothingElse() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                defaults: {call-timeout: 1m, sessions: shared, http2: false, proxy: "${NO_SUCH_PROXY:-}"}
                servers:
                  a: {command: x, call-timeout: 2m}
                  b: {url: "http://localhost:1/mcp"}
                """);
        assertThat(configuration.servers())
                .extracting(ServerSettings::callTimeout)
                .containsExactly(Duration.ofMinutes(2), Duration.ofMinutes(1));
        assertThat(configuration.servers()).extracting(ServerSettings::sessions).containsOnly(Sessions.SHARED);
        Transport.Http http = (Transport.Http) configuration.servers().get(1).transport();
        assertThat(http.client().http2()).isFalse();
        assertThat(http.client().proxy()).isNull();
    }

    @Test
    void timeoutIsAHardLimit() throws Exception {
        ServerSettings server = server("servers: {a: {command: x, timeout: 30000}}");
        assertThat(server.callLimit()).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.callTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aDisabledServerIsLeftOut() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                servers: {a: {command: x, disabled: true}, b: {command: x}}
                toolsets: {t: {servers: [a, b]}}
                """);
        assertThat(configuration.servers()).extracting(ServerSettings::name).containsExactly("b");
        assertThat(configuration.toolsets().getFirst().members())
                .extracting(Member::server)
                .containsExactly("b");
    }

    @Test
    void toolsets() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                servers: {crm: {command: x, model-tools: prompts}, files: {command: x}}
                toolsets:
                  support:
                    names: bare
                    model-tools: [resources, prompts]
                    description: For support.
                    instructions: Be kind.
                    servers:
                      crm:
                        allow: ["get_*"]
                        deny: "*_admin"
                        prompts: false
                        resources: {allow: "order://*", deny: ["*secret*"]}
                        tools:
                          get_order:
                            name: order
                            description: Finds an order.
                            arguments: {tenant: acme, limits: [1.10, null, true, "1"], team: "${TEAM:-x}"}
                      files:
                  all: {all-servers: true}
                """);
        ToolOverride override = new ToolOverride(
                "order",
                "Finds an order.",
                Map.of(
                        "tenant", Slice.of("\"acme\""),
                        "limits", Slice.of("[1.10,null,true,\"1\"]"),
                        "team", Slice.of("\"x\"")));
        assertThat(configuration.toolsets())
                .containsExactly(
                        new ToolsetSettings("all", Names.PREFIXED, List.of(), true),
                        new ToolsetSettings(
                                "support",
                                Names.BARE,
                                List.of(
                                        new Member(
                                                "crm",
                                                new Selection(List.of("get_*"), List.of("*_admin")),
                                                Map.of("get_order", override),
                                                new Selection(List.of("order://*"), List.of("*secret*")),
                                                Selection.NONE),
                                        Member.whole("files")),
                                false,
                                "For support.",
                                "Be kind.",
                                Set.of(ModelTools.RESOURCES, ModelTools.PROMPTS)));
        assertThat(configuration.servers().getFirst().modelTools()).containsExactly(ModelTools.PROMPTS);
        assertThat(configuration.servers().getLast().modelTools()).isEmpty();
    }

    @Test
    void keysAllowOtherAddresses() throws Exception {
        String hash = KeyMaker.hash("gh_example");
        Configuration configuration = Yaml.load(folder, """
                listen: {host: [0.0.0.0], port: 9000, allowed-origins: ["https://app.example.com"]}
                auth:
                  keys:
                    %s
                """.formatted(KeyMaker.line("ci", "gh_example")));
        assertThat(configuration.listen().hosts()).containsExactly("0.0.0.0");
        assertThat(configuration.access().origins()).containsExactly("https://app.example.com");
        assertThat(configuration.auth().keys()).singleElement().satisfies(key -> {
            assertThat(key.name()).isEqualTo("ci");
            assertThat(java.util.HexFormat.of().formatHex(key.sha256())).isEqualTo(hash);
        });
    }

    @Test
    void limitsAndNames() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                names: {max-length: 60}
                limits: {body-bytes: 1MiB, ask-timeout: 30s, page-size: 10, sessions: 5, drain: 0s}
                """);
        assertThat(configuration.gateway().maxNameLength()).isEqualTo(60);
        assertThat(configuration.gateway().pageSize()).isEqualTo(10);
        assertThat(configuration.listen().limits().maxBodyBytes()).isEqualTo(1 << 20);
        assertThat(configuration.limits().stop().drain()).isEqualTo(Duration.ZERO);
        assertThat(configuration.limits().endpoint().conversation().askDeadline())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(configuration.limits().endpoint().maxSessions()).isEqualTo(5);
    }

    @Test
    void variablesAreExpandedInTextsOfAnyField() throws Exception {
        Configuration configuration = Yaml.load(
                folder,
                "listen: {port: '${PORT:-1}'}\n"
                        + "servers: {a: {command: x, args: ['${A}${B:-b}', '$${A}', '${EMPTY:-c}', '${EMPTY}', '$A'] }}",
                Map.of("PORT", "4711", "A", "${B}", "EMPTY", ""));
        assertThat(configuration.listen().port()).isEqualTo(4711);
        Transport.Stdio stdio =
                (Transport.Stdio) configuration.servers().getFirst().transport();
        assertThat(stdio.arguments()).containsExactly("${B}b", "${A}", "c", "", "$A");
    }

    @Test
    void anchorsAndMergesWork() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                servers:
                  a: &base {command: x, max-in-flight: 3}
                  b: {<<: *base, max-in-flight: 4}
                  c: {max-in-flight: 5, <<: *base}
                """);
        assertThat(configuration.servers())
                .extracting(ServerSettings::maxInFlight)
                .containsExactly(3, 4, 5);
    }

    @Test
    void namesAreNormalisedWithAWarning() throws Exception {
        Configuration configuration = Yaml.load(folder, "servers: {'my crm': {command: x}}");
        assertThat(configuration.servers().getFirst().name()).isEqualTo("my_crm");
        assertThat(configuration.warnings()).singleElement().asString().contains("This one is called \"my_crm\".");
    }

    @Test
    void theCommandLineWins() throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        Yaml.write(file, "listen: {host: 127.0.0.1, port: 1}\ndata: x");
        Configuration configuration = new ConfigurationLoader(
                        new ConfigurationLoader.Options(file, List.of(), List.of("localhost"), 2, folder.resolve("y")),
                        name -> null)
                .load();
        assertThat(configuration.listen().hosts()).containsExactly("localhost");
        assertThat(configuration.listen().port()).isEqualTo(2);
        assertThat(configuration.data()).isEqualTo(folder.resolve("y"));
    }

    private ServerSettings server(String text) throws ConfigurationException {
        return Yaml.load(folder, text, Map.of("TOKEN", "s3cret")).servers().getFirst();
    }
}
