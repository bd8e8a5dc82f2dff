package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.fixtures.postgres.TestPostgres;
import io.gatehouse.fixtures.redis.TestRedis;
import io.gatehouse.protocol.Revision;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreSettings;
import io.gatehouse.store.counts.RedisCounts;
import io.gatehouse.store.counts.RedisPlace;
import io.gatehouse.store.counts.SharedCounts;
import io.gatehouse.store.counts.Sum;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much callers may use in a day or a month.
class QuotasTest {
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
                    usage: { input: 100, output: 50 }
                  - when: { user: stall }
                    stall-after: 6
                    say: This does not end, and says a lot before it does not end.
                    usage: { input: 100, output: 50 }
                  - when: { user: fail }
                    error: { status: 400, message: no }
                  - when: { tools: "*echo" }
                    say: [ { call: "*echo", arguments: { key: one } } ]
                    usage: { input: 100, output: 50 }
                  - say: done
                    usage: { input: 100, output: 50 }
                """);
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        provider.close();
        server.close();
    }

    private Bed gateway(String name, String usage) throws Exception {
        Bed bed = new Bed(Files.createDirectories(folder.resolve(name)), """
                auth: {keys: [{name: one, sha256: %s, operator: true}, {name: two, sha256: %s}]}
                servers:
                  plain: {url: "%s"}
                models:
                  providers: {script: {url: "%s", key: sk, retries: 0}}
                  prices: {big: {input: 3, output: 15}}
                %s
                """.formatted(
                        KeyMaker.hash("key-of-one"),
                        KeyMaker.hash("key-of-two"),
                        server.endpoint(),
                        provider.address(),
                        usage));
        bed.awaitReady("plain");
        Patience.until("quotas count", () -> SharedCountsMetric.available(http, bed, "key-of-one"));
        return bed;
    }

    private Bed gateway(String quotas) throws Exception {
        return gateway("one", "usage: {quotas: {" + quotas + "}}");
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

    private HttpResponse<String> ask(Bed bed, String key, String said, String members) throws Exception {
        return http.send(request(bed, key, said, members), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(Bed bed) throws Exception {
        return ask(bed, "key-of-one", "hello", "\"model\":\"big\"");
    }

    private String withTools(String model) {
        return "\"model\":\"" + model + "\",\"mcp_servers\":[{\"type\":\"url\",\"name\":\"plain\",\"url\":\""
                + server.endpoint() + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"plain\"}]";
    }

    /// What was used of all quotas together.
    private long used() throws Exception {
        try (Store store = Store.open(StoreSettings.inFolder(folder.resolve("one/data")))) {
            return store.counts().sums("quota ").stream().mapToLong(Sum::amount).sum();
        }
    }

    private static long counted(TestRedis redis) {
        try (SharedCounts counts = new RedisCounts(RedisPlace.of(redis.url(), null), Duration.ofSeconds(20))) {
            return counts.sums("quota ").stream().mapToLong(Sum::amount).sum();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void awaitUsed(long amount) {
        Patience.until("it is counted", () -> {
            try {
                return used() == amount;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    @Test
    void whatARequestMayUseIsReservedAndCorrectedAndLasts() throws Exception {
        String quota = "team: {tokens: 1300, per: [caller, model]}";
        try (Bed bed = gateway(quota)) {
            for (int request = 1; request <= 3; request++) {
                assertThat(ask(bed).statusCode()).isEqualTo(200);
                awaitUsed(150L * request);
            }
            HttpResponse<String> refused = ask(bed);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body())
                    .contains("rate_limit_error")
                    .containsPattern(
                            "The quota team of 1,300 tokens a day has 850 tokens left, and this request may use"
                                    + " 9[0-9]{2} tokens, so nothing was sent\\. Lower max_tokens or send less; the quota starts"
                                    + " again in [0-9]+ (hours|minutes|seconds), at [0-9-]{10} 00:00 Z\\.");
            assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                    .isBetween(1L, 86_400L);
            assertThat(refused.headers().firstValue("x-should-retry")).hasValue("false");
            assertThat(ask(bed, "key-of-two", "hello", "\"model\":\"big\"").statusCode())
                    .isEqualTo(200);
            assertThat(ask(bed, "key-of-one", "hello", "\"model\":\"small\"").statusCode())
                    .isEqualTo(200);
            awaitUsed(750);
        }
        Run shown = Run.of("usage", "--data", folder.resolve("one/data").toString());
        assertThat(shown.out())
                .containsPattern("team +[0-9]{4}-[0-9]{2}-[0-9]{2} +tokens +450 +- +\"one big\"\n")
                .containsPattern("team +[0-9]{4}-[0-9]{2}-[0-9]{2} +tokens +150 +- +\"two big\"\n");
        try (Bed again = gateway(quota)) {
            assertThat(ask(again).statusCode()).isEqualTo(429);
        }
    }

    @Test
    void whatFailsCostsNothingAndWhatIsBrokenOffCostsWhatItUsed() throws Exception {
        try (Bed bed = gateway("team: {tokens: 100000, per: all, every: month}")) {
            assertThat(ask(bed, "key-of-one", "fail", "\"model\":\"big\"").statusCode())
                    .isEqualTo(400);
            awaitUsed(0);
            HttpResponse<InputStream> stream = http.send(
                    request(bed, "key-of-one", "stall", "\"model\":\"big\",\"stream\":true"),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = stream.body()) {
                assertThat(body.readNBytes(100)).isNotEmpty();
            }
            Patience.until("the reservation was corrected", () -> {
                try {
                    return used() > 100 && used() < 200;
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
        }
    }

    @Test
    void eachTurnOfTheToolLoopCounts() throws Exception {
        try (Bed bed = gateway("turns: {calls: 3}")) {
            assertThat(ask(bed, "key-of-one", "tools", withTools("small")).body())
                    .contains("It says");
            awaitUsed(2);
            HttpResponse<String> refused = ask(bed, "key-of-one", "tools", withTools("small"));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
            assertThat(refused.body()).contains("The quota turns of 3 calls a day is used up, so nothing was sent.");
            assertThat(refused.headers().firstValue("x-should-retry")).hasValue("false");
            awaitUsed(3);
        }
    }

    @Test
    void costIsCountedByPrices() throws Exception {
        try (Bed bed = gateway("money: {cost: 0.0145, models: \"*\"}")) {
            assertThat(ask(bed).statusCode()).isEqualTo(200);
            awaitUsed(100 * 3_000 + 50 * 15_000);
            HttpResponse<String> refused = ask(bed);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body())
                    .contains("The quota money of a cost of 0.0145 a day has a cost of 0.01345 left, and this request"
                            + " may use a cost of 0.013");
            HttpResponse<String> unpriced = ask(bed, "key-of-two", "hello", "\"model\":\"small\"");
            assertThat(unpriced.statusCode()).isEqualTo(400);
            assertThat(unpriced.body())
                    .contains("model: the quota money limits the cost of requests, but small has no price.");
        }
    }

    @Test
    void callsOfToolsCountWhereAQuotaNamesThem() throws Exception {
        try (Bed bed = gateway("echoes: {calls: 2, tools: echo}");
                WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", "key-of-one")) {
            assertThat(client.call("plain_echo", "one").toolError()).isFalse();
            assertThat(client.call("plain_echo", "one").toolError()).isFalse();
            assertThat(client.call("plain_echo", "one").said())
                    .startsWith(
                            "The quota echoes of 2 calls a day is used up, so nothing was sent. It starts again in ");
            assertThat(client.call("plain_touch", "one").toolError()).isFalse();
            assertThat(ask(bed).statusCode()).isEqualTo(200);
        }
    }

    private void raced(String usage) throws Exception {
        try (Bed one = gateway("one", usage);
                Bed other = gateway("other", usage)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int number = 0; number < 64; number++) {
                Bed bed = number % 2 == 0 ? one : other;
                tasks.add(() -> ask(bed).statusCode());
            }
            int served = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> each : threads.invokeAll(tasks)) {
                    served += each.get() == 200 ? 1 : 0;
                }
            }
            assertThat(served).isEqualTo(20);
        }
        try (Bed again = gateway("one", usage)) {
            assertThat(ask(again).statusCode()).isEqualTo(429);
        }
    }

    @Test
    void twoGatewaysCountTogetherInTheStore() throws Exception {
        assumeTrue(TestPostgres.possible(), "PostgreSQL cannot run as root here");
        raced("store: {url: \"" + TestPostgres.database() + "\"}\nusage: {quotas: {team: {calls: 20}}}");
    }

    @Test
    void twoGatewaysCountTogetherOverRedisWhichMayBeAwayForAWhile() throws Exception {
        assumeTrue(TestRedis.possible(), "there is no Redis server here");
        try (TestRedis redis = TestRedis.start(folder)) {
            String usage = "usage: {shared: {url: \"" + redis.url() + "\"}, quotas: {team: {calls: 20}}}";
            try (Bed bed = gateway("one", usage)) {
                assertThat(ask(bed).statusCode()).isEqualTo(200);
                redis.stop();
                assertThat(ask(bed).statusCode()).isEqualTo(200);
                redis.start();
                Patience.until("it is counted", () -> counted(redis) == 2);
            }
        }
    }
}
