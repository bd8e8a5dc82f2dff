package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.store.counts.Bucket;
import io.gatehouse.store.counts.Charge;
import io.gatehouse.store.counts.SharedCounts;
import io.gatehouse.store.counts.Sum;
import io.gatehouse.store.counts.TokenAsk;
import io.gatehouse.store.counts.TokenGrant;
import io.gatehouse.store.counts.ValuesAsk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Shared counts, whoever keeps them. Two connections stand for two gateways.
abstract class CountsContract {
    private static final long HOUR = 3_600_000_000L;
    private static final long TOMORROW = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();

    abstract SharedCounts one();

    abstract SharedCounts other();

    private static Bucket bucket(String name, int calls) {
        return new Bucket(name, calls, HOUR, calls);
    }

    private TokenGrant take(SharedCounts counts, Bucket bucket, int wanted) throws Exception {
        return counts.take(List.of(new TokenAsk(bucket, wanted))).getFirst();
    }

    @Test
    void gatewaysShareTheTokensOfABucket() throws Exception {
        Bucket bucket = bucket("shared", 10);
        assertThat(take(one(), bucket, 6)).isEqualTo(new TokenGrant(6, 0));
        assertThat(take(other(), bucket, 6)).isEqualTo(new TokenGrant(4, 0));
        TokenGrant refused = take(one(), bucket, 1);
        assertThat(refused.granted()).isZero();
        assertThat(refused.waitMicros()).isBetween(HOUR / 10 - 60_000_000, HOUR / 10);
        take(other(), bucket, -3);
        assertThat(take(one(), bucket, 9)).isEqualTo(new TokenGrant(3, 0));
        take(one(), bucket, -99);
        assertThat(take(one(), bucket, 99)).isEqualTo(new TokenGrant(10, 0));
    }

    @Test
    void anEmptyBucketFillsAgain() throws Exception {
        Bucket bucket = new Bucket("fast", 1_000_000, 1_000_000, 1_000);
        int taken = 0;
        while (taken <= 1_000) {
            taken += take(one(), bucket, 1_000).granted();
        }
        assertThat(taken).isGreaterThan(1_000);
    }

    @Test
    void aBucketKeepsWhatIsInItWhenItsRateChanges() throws Exception {
        assertThat(take(one(), bucket("changed", 10), 8).granted()).isEqualTo(8);
        assertThat(take(one(), bucket("changed", 100), 50).granted()).isEqualTo(2);
        take(one(), bucket("changed", 100), -100);
        assertThat(take(one(), bucket("changed", 5), 50).granted()).isEqualTo(5);
    }

    @Test
    void whoRacesTakesNoMoreThanThereIs() throws Exception {
        List<Bucket> buckets = IntStream.range(0, 4)
                .mapToObj(number -> bucket("raced" + number, 40))
                .toList();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int number = 0; number < 64; number++) {
            SharedCounts counts = number % 2 == 0 ? one() : other();
            List<TokenAsk> asks = new ArrayList<>(
                    buckets.stream().map(bucket -> new TokenAsk(bucket, 1)).toList());
            if (number % 3 == 0) {
                asks = asks.reversed();
            }
            List<TokenAsk> asked = asks;
            tasks.add(() ->
                    counts.take(asked).stream().mapToInt(TokenGrant::granted).sum());
        }
        int taken = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(tasks)) {
                taken += each.get();
            }
        }
        assertThat(taken).isEqualTo(160);
    }

    @Test
    void onlySoManyDifferentValuesAreUsed() throws Exception {
        assertThat(one().touch(new ValuesAsk("reach", Set.of("a", "b"), 3, HOUR)))
                .isZero();
        assertThat(other().touch(new ValuesAsk("reach", Set.of("b", "c"), 3, HOUR)))
                .isZero();
        assertThat(one().touch(new ValuesAsk("reach", Set.of("c", "d"), 3, HOUR)))
                .isBetween(HOUR - 60_000_000, HOUR);
        assertThat(other().touch(new ValuesAsk("reach", Set.of("a", "b", "c"), 3, HOUR)))
                .isZero();
        assertThat(other().touch(new ValuesAsk("reach", Set.of("a", "b", "c", "d"), 2, HOUR)))
                .isPositive();
        assertThat(other().touch(new ValuesAsk("big", Set.of("a", "b", "c"), 2, HOUR)))
                .isEqualTo(HOUR);
    }

    @Test
    void valuesAreForgotten() throws Exception {
        assertThat(one().touch(new ValuesAsk("short", Set.of("a"), 1, 1_000))).isZero();
        long wait = 1;
        while (wait > 0) {
            wait = other().touch(new ValuesAsk("short", Set.of("b"), 1, 1_000));
        }
        assertThat(wait).isZero();
    }

    @Test
    void allSumsGrowOrNone() throws Exception {
        Charge free = new Charge("q one", 5, -1, TOMORROW);
        assertThat(one().charge(List.of(free, new Charge("q two", 7, 10, TOMORROW))))
                .isNull();
        assertThat(other().charge(List.of(free, new Charge("q two", 4, 10, TOMORROW))))
                .isEqualTo(new Sum("q two", 7));
        assertThat(other().charge(List.of(free, new Charge("q two", 3, 10, TOMORROW))))
                .isNull();
        assertThat(one().sums("q ")).containsExactly(new Sum("q one", 10), new Sum("q two", 10));
        assertThat(one().charge(List.of(new Charge("q two", -99, -1, TOMORROW))))
                .isNull();
        assertThat(one().sums("q t")).containsExactly(new Sum("q two", 0));
    }

    @Test
    void whoRacesChargesNoMoreThanThereMayBe() throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int number = 0; number < 64; number++) {
            SharedCounts counts = number % 2 == 0 ? one() : other();
            tasks.add(() -> counts.charge(
                            List.of(new Charge("raced", 10, 300, TOMORROW), new Charge("beside", 1, -1, TOMORROW)))
                    == null);
        }
        int charged = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(tasks)) {
                charged += each.get() ? 1 : 0;
            }
        }
        assertThat(charged).isEqualTo(30);
        assertThat(one().sums("raced")).containsExactly(new Sum("raced", 300));
        assertThat(one().sums("beside")).containsExactly(new Sum("beside", 30));
    }

    @Test
    void gatewaysKnowHowManyTheyAre() throws Exception {
        Duration life = Duration.ofMinutes(1);
        assertThat(one().present("a", life)).isEqualTo(1);
        assertThat(other().present("b", life)).isEqualTo(2);
        assertThat(one().present("a", life)).isEqualTo(2);
        other().absent("b");
        assertThat(one().present("a", life)).isEqualTo(1);
        other().absent("a");
    }
}
