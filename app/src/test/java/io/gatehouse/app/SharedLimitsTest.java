package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.postgres.TestPostgres;
import io.gatehouse.fixtures.redis.TestRedis;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// Two gateways that count together.
class SharedLimitsTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private FixtureServer server;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private Bed gateway(String name, String shared) throws Exception {
        Bed bed = new Bed(Files.createDirectories(folder.resolve(name)), """
                auth: {keys: [{name: one, sha256: %s, operator: true}]}
                servers:
                  plain: {url: "%s"}
                %s
                  limits:
                    leased: {tools: echo, calls: 40, every: 1h}
                    each: {tools: progress, calls: 40, every: 1h, exact: true}
                  reach:
                    keys: {tools: echo, argument: key, values: 3}
                """.formatted(
                        KeyMaker.hash("key-of-one"), server.endpoint(), shared));
        bed.awaitReady("plain");
        Patience.until("it counts with the others", () -> shared(bed));
        return bed;
    }

    private static String redis(TestRedis redis) {
        return "usage:\n  shared: {url: \"" + redis.url() + "\"}";
    }

    private static WireClient client(Bed bed) {
        return WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", "key-of-one");
    }

    private static boolean calls(Bed bed, String tool, String key) {
        try (WireClient client = client(bed)) {
            return !client.call(tool, key).toolError();
        }
    }

    /// How many of 64 calls at once are let pass.
    private static int raced(String tool, Bed... beds) throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int number = 0; number < 64; number++) {
            Bed bed = beds[number % beds.length];
            tasks.add(() -> calls(bed, tool, "one"));
        }
        int passed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(tasks)) {
                passed += each.get() ? 1 : 0;
            }
        }
        return passed;
    }

    private boolean shared(Bed bed) {
        return SharedCountsMetric.available(http, bed, "key-of-one");
    }

    private static void countsTogether(Bed one, Bed other) throws Exception {
        // Each may hold a lease of two tokens that nobody used.
        assertThat(raced("plain_echo", one, other)).isBetween(36, 40);
        assertThat(raced("plain_progress", one, other)).isEqualTo(40);
        try (WireClient client = client(other)) {
            assertThat(client.call("plain_progress", "one").said())
                    .contains("The limit of 40 calls in 60 minutes is reached, so nothing was sent. Try again in ");
        }
    }

    @Test
    void overRedisTheyLetPassNoMoreThanOneWould() throws Exception {
        assumeTrue(TestRedis.possible(), "there is no Redis server here");
        try (TestRedis redis = TestRedis.start(folder);
                Bed one = gateway("one", redis(redis));
                Bed other = gateway("other", redis(redis))) {
            assertThat(calls(one, "plain_echo", "two")).isTrue();
            assertThat(calls(other, "plain_echo", "three")).isTrue();
            assertThat(calls(one, "plain_echo", "one")).isTrue();
            try (WireClient client = client(other)) {
                assertThat(client.call("plain_echo", "four").said())
                        .contains("The limit of 3 different values of key in 60 minutes is reached");
            }
            countsTogether(one, other);
        }
    }

    @Test
    void overPostgresTheyLetPassNoMoreThanOneWould() throws Exception {
        assumeTrue(TestPostgres.possible(), "PostgreSQL cannot run as root here");
        String shared = "store: {url: \"" + TestPostgres.database() + "\"}\nusage:\n  shared: {url: store}";
        try (Bed one = gateway("one", shared);
                Bed other = gateway("other", shared)) {
            countsTogether(one, other);
        }
    }

    @Test
    void withoutTheServerEachAllowsItsShareAndTheyFindTogetherAgain() throws Exception {
        assumeTrue(TestRedis.possible(), "there is no Redis server here");
        try (TestRedis redis = TestRedis.start(folder);
                Bed one = gateway("one", redis(redis));
                Bed other = gateway("other", redis(redis))) {
            int passed = raced("plain_progress", one, other);
            redis.stop();
            passed += raced("plain_progress", one, other);
            passed += raced("plain_progress", one, other);
            assertThat(shared(one)).isFalse();
            assertThat(shared(other)).isFalse();
            // At most the limit once more at each, where neither knew of the other yet.
            assertThat(passed).isBetween(60, 120);
            assertThat(calls(one, "plain_progress", "one")).isFalse();
            assertThat(calls(other, "plain_progress", "one")).isFalse();

            redis.start();
            Patience.until("they share again", () -> shared(one) && shared(other));
            assertThat(calls(one, "plain_progress", "one")).isFalse();
            assertThat(raced("plain_echo", one, other)).isBetween(36, 40);
        }
    }

    @Test
    void whatAGatewayDidNotUseTheOtherMay() throws Exception {
        assumeTrue(TestRedis.possible(), "there is no Redis server here");
        try (TestRedis redis = TestRedis.start(folder);
                Bed other = gateway("other", redis(redis))) {
            try (Bed one = gateway("one", redis(redis))) {
                assertThat(calls(one, "plain_echo", "one")).isTrue();
            }
            int passed = 0;
            while (calls(other, "plain_echo", "one")) {
                passed++;
            }
            assertThat(passed).isEqualTo(39);
        }
    }
}
