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
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// How often callers may call, at every door.
class CallLimitsTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private FixtureServer server;
    private ScriptedProvider provider;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        provider = new ScriptedProvider("""
                models: [small, big]
                turns:
                  - when: { result: true }
                    say: "It says: ${results}"
                  - when: { user: stall }
                    stall-after: 1
                    say: This does not end.
                  - when: { tools: "*echo" }
                    say:
                      - { call: "*echo", arguments: { key: one } }
                      - { call: "*echo", arguments: { key: two } }
                  - say: done
                """);
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        provider.close();
        server.close();
    }

    private String file(String usage, String roles) {
        return """
                auth: {keys: [{name: one, sha256: %s, operator: true}, {name: two, sha256: %s}]}
                servers:
                  plain: {url: "%s"}
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                %s
                usage:
                  %s
                """.formatted(
                        KeyMaker.hash("key-of-one"),
                        KeyMaker.hash("key-of-two"),
                        server.endpoint(),
                        provider.address(),
                        roles.isEmpty() ? "" : "roles: {" + roles + "}",
                        usage);
    }

    private Bed bed(String usage) throws Exception {
        return bed(usage, "");
    }

    private Bed bed(String usage, String roles) throws Exception {
        Bed bed = new Bed(folder, file(usage, roles));
        bed.awaitReady("plain");
        return bed;
    }

    private static WireClient client(Bed bed, Revision revision, String key) {
        return WireClient.connect(bed.endpoint(), "", revision, "{}", key);
    }

    private static WireClient client(Bed bed, String key) {
        return client(bed, Revision.NEWEST, key);
    }

    private HttpResponse<String> message(Bed bed, String key, String members) throws Exception {
        return http.send(request(bed, key, "tools", members), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(Bed bed, String key, String said, String members) {
        String body =
                "{\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\"" + said + "\"}]," + members + "}";
        return HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private String metrics(Bed bed) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve("/metrics"))
                .header("x-api-key", "key-of-one")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void aCallPastTheLimitIsAToolErrorThatSaysWhenToTryAgain(Revision revision) throws Exception {
        try (Bed bed = bed("limits: {slow: {calls: 2, every: 1h}}");
                WireClient client = client(bed, revision, "key-of-one")) {
            assertThat(client.call("plain_echo").toolError()).isFalse();
            assertThat(client.call("plain_touch").toolError()).isFalse();
            Reply refused = client.call("plain_echo");
            assertThat(refused.toolError()).isTrue();
            assertThat(refused.status()).isIn(0, 200);
            assertThat(refused.said())
                    .startsWith("The limit of 2 calls in 60 minutes is reached, so nothing was sent.")
                    .contains("Try again in 30 minutes.");
            JsonNode failure = refused.result().path("_meta").path("io.gatehouse/failure");
            assertThat(failure.path("category").asString()).isEqualTo("rate_limit");
            assertThat(failure.path("outcome").asString()).isEqualTo("not_sent");
            assertThat(failure.path("retryAfterMs").asLong()).isBetween(1_700_000L, 1_800_000L);
            CallRecord record = bed.calls().getLast();
            assertThat(record.outcome()).isEqualTo(CallOutcome.REFUSED);
            assertThat(record.problem()).startsWith("Denied by limit slow: ");
            try (WireClient other = client(bed, revision, "key-of-two")) {
                assertThat(other.call("plain_echo").toolError()).isFalse();
            }
        }
    }

    @Test
    void promptsAndResourcesAreCountedWhereALimitNamesThem() throws Exception {
        try (Bed bed = bed("limits: {reading: {prompts: \"*\", resources: \"plain://*\", calls: 2, every: 1h}}");
                WireClient client = client(bed, "key-of-one")) {
            client.send("prompts/get", "\"name\":\"plain_greet\"").result();
            client.send("resources/read", "\"uri\":\"plain://one\"").result();
            Reply prompt = client.send("prompts/get", "\"name\":\"plain_greet\"");
            JsonNode failure = prompt.error().path("data").path("io.gatehouse/failure");
            assertThat(failure.path("category").asString()).isEqualTo("rate_limit");
            assertThat(prompt.error().path("message").asString()).contains("Try again in 30 minutes.");
            assertThat(client.send("resources/read", "\"uri\":\"plain://one\"")
                            .error()
                            .path("code")
                            .asInt())
                    .isEqualTo(prompt.error().path("code").asInt());
            assertThat(client.call("plain_echo").toolError()).isFalse();
        }
    }

    @Test
    void manyThreadsGetNoMoreThanTheLimit() throws Exception {
        try (Bed bed = bed("limits: {race: {calls: 25, every: 1d}}")) {
            AtomicInteger served = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int each = 0; each < 64; each++) {
                Revision revision = each % 2 == 0 ? Revision.NEWEST : Revision.R2025_11_25;
                threads.add(Thread.ofVirtual().start(() -> {
                    try (WireClient client = client(bed, revision, "key-of-one")) {
                        for (int call = 0; call < 3; call++) {
                            (client.call("plain_echo").toolError() ? refused : served).incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(served).hasValue(25);
            assertThat(refused).hasValue(64 * 3 - 25);
            assertThat(metrics(bed)).contains("gatehouse_limit_refusals_total{limit=\"race\"} 167.0");
        }
    }

    @Test
    void aLimitThatARoleNamesHoldsForItsCallersOnly() throws Exception {
        try (Bed bed = bed(
                "limits: {guests: {calls: 1, every: 1h}}",
                "guest: {keys: one, servers: plain, limits: guests}, staff: {keys: two, servers: plain}")) {
            try (WireClient guest = client(bed, "key-of-one");
                    WireClient staff = client(bed, "key-of-two")) {
                assertThat(guest.call("plain_echo").toolError()).isFalse();
                assertThat(guest.call("plain_echo").toolError()).isTrue();
                assertThat(staff.call("plain_echo").toolError()).isFalse();
                assertThat(staff.call("plain_echo").toolError()).isFalse();
            }
        }
    }

    @Test
    void aReloadKeepsWhatWasCounted() throws Exception {
        try (Bed bed = bed("limits: {slow: {calls: 2, every: 1h}}");
                WireClient client = client(bed, "key-of-one")) {
            client.call("plain_echo");
            client.call("plain_echo");
            change(bed, "limits: {slow: {calls: 2, every: 1h}, more: {calls: 100}}");
            assertThat(client.call("plain_echo").toolError()).isTrue();
            change(bed, "limits: {slow: {calls: 3, every: 1h}}");
            assertThat(client.call("plain_echo").said()).contains("The limit of 3 calls", "in 20 minutes");
            change(bed, "limits: {}");
            assertThat(client.call("plain_echo").toolError()).isFalse();
        }
    }

    private void change(Bed bed, String usage) throws Exception {
        String whole = "listen: {port: 0}\ndata: " + folder.resolve("data") + "\n" + file(usage, "");
        bed.gatehouse().apply(Yaml.load(folder, whole));
    }

    @Test
    void theToolLoopGetsAResultThatTheModelReads() throws Exception {
        try (Bed bed = bed("limits: {slow: {calls: 1, every: 1h}}")) {
            HttpResponse<String> answer = message(bed, "key-of-one", "\"model\":\"small\"" + toolset());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("The limit of 1 call in 60 minutes is reached", "\"is_error\":true", "\"is_error\":false")
                    .contains("It says");
        }
    }

    @Test
    void aRequestToAModelPastItsLimitIs429() throws Exception {
        try (Bed bed = bed("limits: {big: {models: \"big\", calls: 1, every: 1h}}")) {
            assertThat(message(bed, "key-of-one", "\"model\":\"big\"").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = message(bed, "key-of-one", "\"model\":\"big\"");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after").orElseThrow())
                    .isEqualTo("3600");
            assertThat(refused.body()).contains("rate_limit_error", "The limit of 1 request in 60 minutes is reached");
            HttpResponse<String> fallback =
                    message(bed, "key-of-one", "\"model\":\"small\",\"fallbacks\":[{\"model\":\"big\"}]");
            assertThat(fallback.statusCode()).isEqualTo(429);
            assertThat(message(bed, "key-of-one", "\"model\":\"small\"").statusCode())
                    .isEqualTo(200);
            assertThat(message(bed, "key-of-two", "\"model\":\"big\"").statusCode())
                    .isEqualTo(200);
            assertThat(metrics(bed)).contains("gatehouse_limit_refusals_total{limit=\"big\"} 2.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tools"})
    void aRequestToAModelGivesItsPlaceBackWhenItEnds(String mcp) throws Exception {
        try (Bed bed = bed("limits: {alone: {models: \"*\", concurrent: 1}}")) {
            String members = "\"model\":\"small\"" + (mcp.isEmpty() ? "" : toolset());
            for (int again = 0; again < 3; again++) {
                assertThat(message(bed, "key-of-one", members).statusCode()).isEqualTo(200);
                assertThat(message(bed, "key-of-one", "\"model\":\"none\"").statusCode())
                        .isNotIn(200, 429);
                HttpRequest stalls = request(bed, "key-of-one", "stall", "\"stream\":true," + members);
                HttpResponse<InputStream> running = http.send(stalls, HttpResponse.BodyHandlers.ofInputStream());
                HttpResponse<String> refused = message(bed, "key-of-one", members);
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body()).contains("The limit of 1 request at the same time is reached");
                running.body().close();
                Patience.until("its place is free", () -> status(bed, members) == 200);
            }
        }
    }

    private int status(Bed bed, String members) {
        try {
            return message(bed, "key-of-one", members).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private String toolset() {
        return ",\"mcp_servers\":[{\"type\":\"url\",\"name\":\"plain\",\"url\":\"" + server.endpoint()
                + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"plain\"}]";
    }
}
