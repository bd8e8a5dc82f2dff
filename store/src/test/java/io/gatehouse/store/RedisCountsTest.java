package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.redis.TestRedis;
import io.gatehouse.store.counts.Charge;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.RedisCounts;
import io.gatehouse.store.counts.RedisPlace;
import io.gatehouse.store.counts.SharedCounts;
import io.gatehouse.store.counts.Sum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisCountsTest extends CountsContract {
    @TempDir
    static Path folder;

    private static TestRedis redis;
    private static SharedCounts one;
    private static SharedCounts other;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(TestRedis.possible(), "there is no Redis server here");
        redis = TestRedis.start(folder);
        one = counts(redis.url());
        other = counts(redis.url());
    }

    private static SharedCounts counts(String url) throws Exception {
        return new RedisCounts(RedisPlace.of(url, null), StoreContract.PATIENCE);
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            one.close();
            other.close();
            redis.close();
        }
    }

    @Override
    SharedCounts one() {
        return one;
    }

    @Override
    SharedCounts other() {
        return other;
    }

    @Test
    void sumsHaveWhatNamesMayHave() throws Exception {
        String odd = "odd [a]*?\\ \u00fc";
        one.charge(List.of(new Charge(odd, 1, -1, Long.MAX_VALUE / 2)));
        assertThat(one.sums("odd [a]*?")).containsExactly(new Sum(odd, 1));
        assertThat(one.sums("odd a")).isEmpty();
    }

    @Test
    void aServerThatIsAwayIsToldWithoutItsAddress() throws Exception {
        try (SharedCounts wrong = counts("redis://:secret@127.0.0.1:" + redis.port())) {
            assertThatThrownBy(() -> wrong.present("a", Duration.ofSeconds(1)))
                    .isInstanceOf(CountsAwayException.class)
                    .hasMessage("The Redis server refuses the user or the password. Correct them in usage.shared.url.");
        }
        try (SharedCounts away = counts("redis://:secret@127.0.0.1:1")) {
            assertThatThrownBy(() -> away.present("a", Duration.ofSeconds(1)))
                    .hasMessage("The Redis server cannot be reached. The gateway tries again every second.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "redis://host, host, 6379, 0, , ",
        "redis://:p%40%2Fs@host:1/2, host, 1, 2, , p@/s",
        "redis://pass@host, host, 6379, 0, , pass",
        "redis://user:pa+ss@[::1]:6380/, ::1, 6380, 0, user, pa+ss",
        "rediss://host, host, 6379, 0, , ",
    })
    void urlsAreRead(String url, String host, int port, int database, String user, String password) {
        RedisPlace place = RedisPlace.of(url, null);
        assertThat(place.tls() != null).isEqualTo(url.startsWith("rediss"));
        assertThat(place).isEqualTo(new RedisPlace(host, port, database, user, password, place.tls()));
        assertThat(place.toString()).isEqualTo("Redis");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host",
                "redis://",
                "redis://:p w@host",
                "redis://:p%zz@host",
                "redis://host/db",
                "redis://host?x=secret",
                "redis://a_b:secret",
            })
    void otherUrlsAreRefusedWithoutTheirParts(String url) {
        assertThatThrownBy(() -> RedisPlace.of(url, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(RedisPlace.WRONG)
                .hasMessageNotContaining("secret");
    }
}
