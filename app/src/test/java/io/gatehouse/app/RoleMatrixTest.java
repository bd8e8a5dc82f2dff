package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Callers of all roles at all doors: what is listed is what can be called.
class RoleMatrixTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<String, String> EFFECTS =
            Map.of("echo", "read", "touch", "write", "change", "destroy", "fail", "send");
    private static final List<String> ALL = List.of(
            "one_echo", "one_touch", "one_change", "one_fail", "two_echo", "two_touch", "two_change", "two_fail");

    @TempDir
    static Path folder;

    private static FixtureServer one;
    private static FixtureServer two;
    private static ScriptedProvider provider;
    private static Bed bed;
    private static HttpClient http;

    /// A caller, by the name of its key.
    ///
    /// @param everywhere the tools that it may call in the toolset of all servers
    /// @param chosen those in the toolset `chosen`
    private record Known(String key, Set<String> everywhere, Set<String> chosen) {}

    static Stream<Known> callers() {
        return Stream.of(
                new Known("reader", Set.of("one_echo"), Set.of()),
                new Known("writer", Set.of("one_echo", "one_touch"), Set.of()),
                new Known("several", Set.of("one_echo", "two_change", "two_fail"), Set.of("two_change")),
                new Known("whole", Set.of(), Set.of("two_echo", "two_change")),
                new Known("all", Set.copyOf(ALL), Set.of("two_echo", "two_change")));
    }

    @BeforeAll
    static void start() throws Exception {
        one = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        two = new FixtureServer(new PlainServer(), 0, Era.LEGACY);
        provider = new ScriptedProvider("turns: [{say: done}]");
        StringBuilder keys = new StringBuilder();
        for (String name : List.of("reader", "writer", "several", "whole", "all", "nobody")) {
            keys.append("{name: " + name + ", sha256: " + KeyMaker.hash("key-of-" + name) + "}, ");
        }
        String tools = "tools: {echo: {effects: read}, change: {effects: destroy}, fail: {effects: send}}";
        bed = new Bed(folder, """
                auth: {keys: [%s]}
                servers:
                  one: {url: "%s", %s}
                  two: {url: "%s", %s}
                toolsets:
                  chosen: {servers: {two: {allow: [echo, change]}}}
                roles:
                  readers: {keys: [reader, several], servers: one, scopes: "one:read"}
                  writers: {keys: writer, servers: one, scopes: ["one:read", "one:write"], models: "scripted"}
                  dangerous: {keys: several, servers: "t*", scopes: ["two:destroy", "*:send"]}
                  wholes: {keys: whole, toolsets: chosen}
                  everything: {keys: all, servers: "*", models: "*", outside-servers: true}
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                """.formatted(keys, one.endpoint(), tools, two.endpoint(), tools, provider.address()));
        bed.awaitReady("one");
        bed.awaitReady("two");
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() throws Exception {
        http.close();
        bed.close();
        provider.close();
        one.close();
        two.close();
    }

    private static WireClient client(Known caller, String toolset, Revision revision) {
        return WireClient.connect(bed.endpoint(), toolset, revision, "{}", "key-of-" + caller.key());
    }

    /// Those of the eight tools that are listed.
    private static Set<String> listed(WireClient client) {
        Set<String> names = new TreeSet<>();
        for (JsonNode tool : client.send("tools/list", "").result().path("tools")) {
            names.add(tool.path("name").asString());
        }
        names.retainAll(ALL);
        return names;
    }

    @ParameterizedTest
    @MethodSource("callers")
    void whatIsListedCanBeCalledAndNothingElse(Known caller) {
        for (Revision revision : Revision.values()) {
            try (WireClient client = client(caller, "", revision)) {
                assertThat(listed(client)).as("%s in %s", caller, revision).isEqualTo(caller.everywhere());
                for (String tool : ALL) {
                    boolean may = caller.everywhere().contains(tool);
                    assertThat(works(client.call(tool)))
                            .as("%s calls %s", caller, tool)
                            .isEqualTo(may);
                }
            }
        }
    }

    /// Whether a call reached its server.
    private static boolean works(Reply reply) {
        String text = reply.text();
        boolean refused = text.contains("\"category\":\"access\"") || text.contains("Unknown tool");
        assertThat(refused || text.contains("\"result\"") || text.contains("It broke."))
                .as(text)
                .isTrue();
        return !refused;
    }

    @ParameterizedTest
    @MethodSource("callers")
    void theSameHoldsInAToolset(Known caller) {
        if (caller.chosen().isEmpty()) {
            assertThat(status(caller.key(), "chosen")).isEqualTo(404);
            return;
        }
        try (WireClient client = client(caller, "chosen", Revision.NEWEST)) {
            assertThat(listed(client)).isEqualTo(caller.chosen());
            for (String tool : ALL) {
                assertThat(works(client.call(tool)))
                        .as(tool)
                        .isEqualTo(caller.chosen().contains(tool));
            }
        }
    }

    /// Whether a client that stays connected is not served any more.
    private static boolean ends(WireClient client) {
        Reply reply = client.send("tools/list", "");
        return reply.status() == 403 || reply.text().contains("You have no role in this gateway");
    }

    private static int status(String key, String toolset) {
        String body = RawHttp.message("tools/list", "\"x\":1");
        HttpRequest request = HttpRequest.newBuilder(URI.create(bed.endpoint() + "/" + toolset))
                .header("Authorization", "Bearer key-of-" + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/list")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return send(request).statusCode();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// A server that a caller's roles include is known to it; another one is not, and is never suggested.
    @Test
    void whatIsMissingIsToldOnlyWhereTheServerIsIncluded() {
        Known reader = callers().findFirst().orElseThrow();
        try (WireClient client = client(reader, "", Revision.NEWEST)) {
            Reply withheld = client.call("one_touch");
            assertThat(withheld.toolError()).isTrue();
            assertThat(withheld.said()).contains("This needs the scope one:write");
            assertThat(withheld.text())
                    .contains("\"category\":\"access\"", "\"outcome\":\"not_sent\"", "\"scopes\":[\"one:write\"]");
            Reply unknown = client.call("two_echo");
            assertThat(unknown.text()).contains("Unknown tool: two_echo").doesNotContain("two:read");
            assertThat(client.call("two_ech").text()).doesNotContain("two_echo");
        }
    }

    /// Resources and prompts need the scope to read.
    @Test
    void resourcesAndPromptsAreThoseOfServersThatMayBeRead() {
        for (Known caller : callers().toList()) {
            boolean reads = caller.everywhere().contains("one_echo");
            try (WireClient client = client(caller, "", Revision.R2025_11_25)) {
                String uris = client.send("resources/list", "").result().toString();
                assertThat(uris.contains("plain")).as("%s", caller).isEqualTo(reads);
                boolean prompts =
                        client.send("prompts/list", "").result().toString().contains("one_");
                assertThat(prompts).as("%s", caller).isEqualTo(reads);
                String uri = caller.key().equals("all") ? "gatehouse://one/plain%3A%2F%2Fone" : "plain://one";
                String read =
                        client.send("resources/read", "\"uri\":\"" + uri + "\"").text();
                assertThat(read.contains("\"contents\""))
                        .as("%s: %s", caller, read)
                        .isEqualTo(reads);
            }
        }
    }

    /// What one caller is shown must not be kept for others.
    @Test
    void narrowedListsArePrivate() {
        Known reader = callers().findFirst().orElseThrow();
        try (WireClient client = client(reader, "one", Revision.NEWEST)) {
            assertThat(client.send("tools/list", "").result().path("cacheScope").asString())
                    .isEqualTo("private");
        }
    }

    @Test
    void whoHasNoRoleIsRefusedAtEveryDoor() {
        for (String path : List.of("/mcp", "/mcp/one", "/sse", "/v1/models")) {
            HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve(path))
                    .header("x-api-key", "key-of-nobody")
                    .header("Accept", "text/event-stream")
                    .build();
            HttpResponse<String> answer = send(request);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).as(path).contains("You have no role in this gateway");
        }
    }

    private static HttpResponse<String> ask(String key, String model, String url) {
        var body = MessagesSteps.using(MessagesSteps.ask("hello"), "it", url).put("model", model);
        return send(HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                .header("x-api-key", "key-of-" + key)
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", MessagesSteps.USUAL)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private static Set<String> offered(String key, String url) {
        HttpResponse<String> answer = ask(key, "scripted", url);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> names = new ArrayList<>(provider.offered().getLast());
        names.replaceAll(name -> name.replaceFirst("^it_", ""));
        names.retainAll(EFFECTS.keySet());
        return Set.copyOf(names);
    }

    @Test
    void aModelIsOfferedWhatItsCallerMayCall() {
        assertThat(offered("writer", "gatehouse://server/one")).containsExactlyInAnyOrder("echo", "touch");
        assertThat(offered("writer", one.endpoint().toString())).containsExactlyInAnyOrder("echo", "touch");
        assertThat(offered("all", "gatehouse://server/two")).isEqualTo(EFFECTS.keySet());
        HttpResponse<String> unknown = ask("writer", "scripted", "gatehouse://server/two");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("there is no server");
        HttpResponse<String> byAddress =
                ask("writer", "scripted", two.endpoint().toString());
        assertThat(byAddress.statusCode()).isEqualTo(400);
        assertThat(byAddress.body()).contains("your roles include no servers by address");
    }

    @Test
    void modelsAreThoseOfTheRoles() {
        HttpResponse<String> other = ask("writer", "another", "gatehouse://server/one");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(MAPPER.readTree(other.body()).at("/error/type").asString()).isEqualTo("permission_error");
        assertThat(ask("reader", "scripted", "gatehouse://server/one").statusCode())
                .isEqualTo(403);
        assertThat(models("writer")).isEqualTo(200);
        assertThat(models("reader")).isEqualTo(403);
    }

    private static int models(String key) {
        return send(HttpRequest.newBuilder(bed.endpoint().resolve("/v1/models"))
                        .header("x-api-key", "key-of-" + key)
                        .header("anthropic-version", "2023-06-01")
                        .build())
                .statusCode();
    }

    /// Who may begin a task may ask for it, whatever else the server has to read.
    @Test
    void aTaskNeedsWhatItsToolNeeds() throws Exception {
        LateServer late = new LateServer();
        Path own = Files.createDirectories(folder.resolve("tasks"));
        try (OldHttpServer server = new OldHttpServer(late, Revision.R2025_11_25);
                Bed tasks = new Bed(own, """
                        auth: {keys: [{name: it, sha256: %s}]}
                        servers: {slow: {url: "%s", tasks-after: 1h}}
                        roles: {r: {keys: it, servers: slow, scopes: "slow:write"}}
                        """.formatted(KeyMaker.hash("key-of-it"), server.endpoint()))) {
            tasks.awaitReady("slow");
            try (WireClient client =
                    WireClient.connect(tasks.endpoint(), "", Revision.R2025_11_25, "{}", "key-of-it")) {
                Reply begun = client.send("tools/call", "\"name\":\"slow_late\",\"arguments\":{},\"task\":{}");
                String about = "\"taskId\":" + begun.result().at("/task/taskId");
                assertThat(client.send("tasks/get", about)
                                .result()
                                .path("status")
                                .asString())
                        .isEqualTo("working");
                late.next().respond(LateServer.text("done"));
                assertThat(client.send("tasks/result", about).said()).isEqualTo("done");
            }
        }
    }

    /// Those of a running gateway hold from then on, also for clients that stay connected.
    @Test
    void changedRolesHoldAtOnce() throws Exception {
        Path own = Files.createDirectories(folder.resolve("changing"));
        String file = """
                listen: {port: 0}
                data: %s
                auth: {keys: [{name: it, sha256: %s}, {name: other, sha256: %s}]}
                servers: {one: {url: "%s", tools: {echo: {effects: read}}}}
                roles: {r: {keys: %s, servers: one, scopes: ["%s"]}}
                """;
        String it = KeyMaker.hash("key-of-it");
        String other = KeyMaker.hash("key-of-other");
        String before = file.formatted(own.resolve("data"), it, other, one.endpoint(), "it", "*");
        String narrower = file.formatted(own.resolve("data"), it, other, one.endpoint(), "it", "one:read");
        String open = before.substring(0, before.indexOf("roles:"));
        String nothing = file.formatted(own.resolve("data"), it, other, one.endpoint(), "other", "*");
        try (Bed changing = new Bed(own, before.substring(before.indexOf("auth:")))) {
            changing.awaitReady("one");
            for (Revision revision : List.of(Revision.R2024_11_05, Revision.R2025_11_25, Revision.NEWEST)) {
                changing.gatehouse().apply(Yaml.load(own, revision.modern() ? before : open));
                try (WireClient client = WireClient.connect(changing.endpoint(), "one", revision, "{}", "key-of-it")) {
                    assertThat(listed(client)).contains("one_echo", "one_touch");
                    assertThat(works(client.call("one_touch"))).isTrue();
                    changing.gatehouse().apply(Yaml.load(own, narrower));
                    assertThat(listed(client)).as("%s", revision).containsExactly("one_echo");
                    assertThat(works(client.call("one_touch"))).isFalse();
                    assertThat(works(client.call("one_echo"))).isTrue();
                    changing.gatehouse().apply(Yaml.load(own, nothing));
                    assertThat(ends(client)).as("%s", revision).isTrue();
                }
            }
        }
    }
}
