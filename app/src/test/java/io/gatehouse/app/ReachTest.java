package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// How many different values of an argument a caller may use.
class ReachTest {
    @TempDir
    Path folder;

    private FixtureServer server;
    private ScriptedProvider provider;
    private Bed bed;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        provider = new ScriptedProvider("""
                models: [small]
                turns:
                  - when: { result: true }
                    say: "It says: ${results}"
                  - say:
                      - { call: "*echo", arguments: { id: a } }
                      - { call: "*echo", arguments: { id: b } }
                      - { call: "*echo", arguments: { id: c } }
                """);
        bed = new Bed(folder, """
                auth: {keys: [{name: one, sha256: %s}, {name: two, sha256: %s}]}
                servers:
                  plain: {url: "%s"}
                toolsets:
                  fixed: {servers: {plain: {tools: {echo: {arguments: {id: always}}}}}}
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                rules:
                  mine: {tools: progress, narrow: {key: {value: mine}}}
                usage:
                  reach:
                    ids: {tools: echo, argument: id, values: 2, every: 1h}
                    keys: {tools: progress, argument: key, values: 2, every: 1h}
                    mails: {tools: touch, argument: to.address, values: 2, every: 1h}
                """.formatted(
                KeyMaker.hash("key-of-one"), KeyMaker.hash("key-of-two"), server.endpoint(), provider.address()));
        bed.awaitReady("plain");
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
        provider.close();
        server.close();
    }

    private WireClient client(String toolset, Revision revision, String key) {
        return WireClient.connect(bed.endpoint(), toolset, revision, "{}", key);
    }

    private static Reply echo(WireClient client, String arguments) {
        return client.send("tools/call", "\"name\":\"plain_echo\",\"arguments\":" + arguments);
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void pastTheLimitOnlyKnownValuesCanBeUsed(Revision revision) {
        try (WireClient client = client("", revision, "key-of-one");
                WireClient other = client("", revision, "key-of-two")) {
            assertThat(echo(client, "{\"id\":\"a\"}").toolError()).isFalse();
            assertThat(echo(client, "{\"id\":1}").toolError()).isFalse();
            Reply refused = echo(client, "{\"id\":\"b\"}");
            assertThat(refused.said())
                    .startsWith("The limit of 2 different values of id in 60 minutes is reached, so nothing was sent."
                            + " Go on with values that you have used already, or try again in ");
            JsonNode failure = refused.result().at("/_meta/io.gatehouse~1failure");
            assertThat(failure.path("category").asString()).isEqualTo("rate_limit");
            assertThat(failure.path("retryAfterMs").asLong()).isBetween(3_500_000L, 3_600_000L);
            for (String same : new String[] {"\"a\"", "1.0", "\"1\"", "[1,\"a\"]", "null"}) {
                assertThat(echo(client, "{\"id\":" + same + "}").toolError())
                        .as(same)
                        .isFalse();
            }
            assertThat(echo(client, "{\"id\":[\"a\",\"c\"]}").toolError()).isTrue();
            assertThat(echo(other, "{\"id\":\"b\"}").toolError()).isFalse();
            CallRecord record = bed.calls().stream()
                    .filter(call -> call.outcome() == CallOutcome.REFUSED)
                    .findFirst()
                    .orElseThrow();
            assertThat(record.problem()).startsWith("Denied by limit ids: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"id\":\"a\",\"\\u0069d\":\"b\"}",
                "{\"id\":\"a\",\"ID\":\"b\"}",
                "{\"id\":{\"is\":\"b\"}}",
                "{\"id\":1e999999}"
            })
    void whatCanBeReadInTwoWaysReachesNoServer(String arguments) {
        try (WireClient client = client("", Revision.NEWEST, "key-of-one")) {
            Reply refused = echo(client, arguments);
            assertThat(refused.toolError()).as(refused.text()).isTrue();
            assertThat(refused.text()).contains("\"category\":\"validation\"", "\"outcome\":\"not_sent\"");
        }
    }

    @Test
    void valuesInsideOfAListOfObjectsAreCounted() {
        try (WireClient client = client("", Revision.NEWEST, "key-of-one")) {
            String call = "\"name\":\"plain_touch\",\"arguments\":{\"to\":[%s]}";
            String a = "{\"address\":\"a\"}";
            assertThat(client.send("tools/call", call.formatted(a + ",{\"address\":\"b\"}"))
                            .toolError())
                    .isFalse();
            assertThat(client.send("tools/call", call.formatted(a + ",{\"address\":\"c\"}"))
                            .toolError())
                    .isTrue();
        }
    }

    @Test
    void theValueThatTheServerGetsCounts() {
        try (WireClient client = client("fixed", Revision.NEWEST, "key-of-one")) {
            for (int each = 0; each < 5; each++) {
                assertThat(echo(client, "{\"id\":\"own" + each + "\"}").said()).contains("always");
            }
        }
    }

    @Test
    void soDoesTheOneThatARuleSets() {
        try (WireClient client = client("", Revision.NEWEST, "key-of-one")) {
            for (int each = 0; each < 5; each++) {
                assertThat(client.call("plain_progress", "own" + each).said()).isEqualTo("done");
            }
        }
    }

    @Test
    void manyThreadsReachNoMore() throws Exception {
        Set<String> reached = ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
        Thread[] threads = IntStream.range(0, 64)
                .mapToObj(each -> Thread.ofVirtual().start(() -> {
                    try (WireClient client = client("", Revision.NEWEST, "key-of-one")) {
                        String value = "v" + next.incrementAndGet();
                        if (!echo(client, "{\"id\":\"" + value + "\"}").toolError()) {
                            reached.add(value);
                        }
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(reached).hasSize(2);
    }

    @Test
    void theToolLoopIsLimitedToo() throws Exception {
        String body = "{\"model\":\"small\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\"go\"}],"
                + "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"plain\",\"url\":\"" + server.endpoint()
                + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"plain\"}]}";
        HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .header("x-api-key", "key-of-one")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("The limit of 2 different values of id");
        }
    }
}
