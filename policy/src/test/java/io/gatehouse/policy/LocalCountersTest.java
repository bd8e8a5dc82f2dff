package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Taken.Why;
import io.gatehouse.protocol.CallerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What limits allow, and no more.
class LocalCountersTest {
    private static final CallerId ALICE = CallerId.ofKey("alice");
    private static final CallerId BOB = CallerId.ofKey("bob");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final LocalCounters counters = new LocalCounters(nanos::get);

    private static CallLimit limit(@Nullable Rate rate, int concurrent, Per... per) {
        return new CallLimit("l", Covered.TOOLS, Set.of(per), rate, concurrent);
    }

    private static Rate rate(int calls, Duration every, int burst) {
        return new Rate(calls, every, burst);
    }

    private static Use use(CallerId caller) {
        return new Use(UseKind.TOOL, caller, null, "crm", "get");
    }

    private Taken take(CallLimit limit, CallerId caller) {
        return take(List.of(new Claim(limit, limit.key(use(caller)), true)));
    }

    private Taken take(List<Claim> claims) {
        AtomicReference<Taken> result = new AtomicReference<>();
        counters.take(claims, result::set);
        return result.get();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private int granted(CallLimit limit, CallerId caller, int tries) {
        return (int) IntStream.range(0, tries)
                .filter(each -> take(limit, caller) instanceof Granted)
                .count();
    }

    @Test
    void aBucketHoldsItsBurstAndFillsEvenly() {
        CallLimit limit = limit(rate(60, Duration.ofMinutes(1), 5), 0, Per.CALLER);
        assertThat(granted(limit, ALICE, 20)).isEqualTo(5);
        pass(Duration.ofMillis(999));
        assertThat(granted(limit, ALICE, 3)).isZero();
        pass(Duration.ofMillis(1));
        assertThat(granted(limit, ALICE, 3)).isEqualTo(1);
        pass(Duration.ofHours(1));
        assertThat(granted(limit, ALICE, 20)).isEqualTo(5);
    }

    @Test
    void whoIsRefusedHearsWhenThereIsATokenAgain() {
        CallLimit limit = limit(rate(6, Duration.ofMinutes(1), 1), 0, Per.CALLER);
        assertThat(take(limit, ALICE)).isInstanceOf(Granted.class);
        pass(Duration.ofSeconds(3));
        assertThat(take(limit, ALICE)).isEqualTo(new Refused("l", Why.RATE, Duration.ofSeconds(7)));
        pass(Duration.ofSeconds(7));
        assertThat(take(limit, ALICE)).isInstanceOf(Granted.class);
    }

    @Test
    void callersAreCountedApartOrTogether() {
        CallLimit each = limit(rate(3, Duration.ofMinutes(1), 3), 0, Per.CALLER);
        assertThat(granted(each, ALICE, 5)).isEqualTo(3);
        assertThat(granted(each, BOB, 5)).isEqualTo(3);
        CallLimit all = limit(rate(3, Duration.ofMinutes(1), 3), 0);
        assertThat(granted(all, ALICE, 2)).isEqualTo(2);
        assertThat(granted(all, BOB, 5)).isEqualTo(1);
    }

    @Test
    void eachPartOfAKeyTellsUsesApart() {
        CallerId tenant = new CallerId(CallerId.Kind.KEY, "", "alice", "", "acme");
        Use one = new Use(UseKind.TOOL, tenant, "s1", "crm", "get");
        Use same = new Use(UseKind.TOOL, ALICE, "s2", "hr", "find");
        for (Per per : Per.values()) {
            CallLimit limit = limit(null, 1, per);
            assertThat(limit.key(one)).as("%s", per).isNotEqualTo(limit.key(same));
        }
        CallLimit both = limit(null, 1, Per.TENANT, Per.TOOL);
        assertThat(both.key(one)).isEqualTo(both.key(new Use(UseKind.TOOL, tenant, null, "crm", "get")));
        assertThat(both.key(one)).isNotEqualTo(both.key(new Use(UseKind.TOOL, tenant, null, "crm", "set")));
        CallLimit session = limit(null, 1, Per.SESSION);
        assertThat(session.key(use(ALICE))).isEqualTo(ALICE);
    }

    @Test
    void aPlaceIsGivenBackOnceHoweverOftenItIsReleased() {
        CallLimit limit = limit(null, 2, Per.CALLER);
        Granted first = (Granted) take(limit, ALICE);
        assertThat(take(limit, ALICE)).isInstanceOf(Granted.class);
        assertThat(take(limit, ALICE)).isEqualTo(new Refused("l", Why.CONCURRENT, Duration.ofSeconds(1)));
        first.permit().release();
        first.permit().release();
        assertThat(granted(limit, ALICE, 5)).isEqualTo(1);
    }

    @Test
    void whatOneLimitRefusesTakesNothingOfTheOthers() {
        CallLimit wide = new CallLimit("wide", Covered.TOOLS, Set.of(), rate(2, Duration.ofMinutes(1), 2), 2);
        CallLimit narrow = new CallLimit("narrow", Covered.TOOLS, Set.of(), rate(1, Duration.ofHours(1), 1), 0);
        List<Claim> both = List.of(new Claim(wide, "", true), new Claim(narrow, "", true));
        assertThat(take(both)).isInstanceOf(Granted.class);
        for (int again = 0; again < 10; again++) {
            assertThat(take(both)).isEqualTo(new Refused("narrow", Why.RATE, Duration.ofHours(1)));
        }
        assertThat(take(List.of(new Claim(wide, "", true)))).isInstanceOf(Granted.class);
        assertThat(take(List.of(new Claim(wide, "", true)))).isInstanceOf(Refused.class);
    }

    @Test
    void whoIsRefusedByTwoIsToldTheLongerWait() {
        CallLimit day = new CallLimit("day", Covered.TOOLS, Set.of(), rate(1, Duration.ofDays(1), 1), 0);
        CallLimit second = new CallLimit("second", Covered.TOOLS, Set.of(), rate(1, Duration.ofSeconds(1), 1), 0);
        List<Claim> both = List.of(new Claim(second, "", true), new Claim(day, "", true));
        take(both);
        assertThat(take(both)).isEqualTo(new Refused("day", Why.RATE, Duration.ofDays(1)));
    }

    @Test
    void aChangedRateGoesOnFromWhatWasUsed() {
        CallLimit slow = limit(rate(1, Duration.ofHours(1), 1), 0);
        assertThat(granted(slow, ALICE, 2)).isEqualTo(1);
        CallLimit fast = limit(rate(1, Duration.ofSeconds(1), 1), 0);
        assertThat(take(fast, ALICE)).isEqualTo(new Refused("l", Why.RATE, Duration.ofSeconds(1)));
        pass(Duration.ofSeconds(1));
        assertThat(take(fast, ALICE)).isInstanceOf(Granted.class);
    }

    @Test
    void idleCountsAreDroppedAndRunningOnesAreNot() {
        CallLimit limit = limit(rate(60, Duration.ofMinutes(1), 60), 5, Per.CALLER);
        Granted running = (Granted) take(limit, ALICE);
        take(limit, BOB);
        assertThat(counters.size()).isEqualTo(2);
        pass(Duration.ofHours(1));
        counters.sweep();
        assertThat(counters.size()).isEqualTo(2);
        running.permit().release();
        counters.sweep();
        assertThat(counters.size()).isEqualTo(1);
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws Exception {
        CallLimit limit = limit(rate(1_000, Duration.ofDays(1), 1_000), 10, Per.CALLER);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        race(() -> {
            for (int each = 0; each < 200; each++) {
                if (take(limit, ALICE) instanceof Granted taken) {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    granted.incrementAndGet();
                    Thread.onSpinWait();
                    running.decrementAndGet();
                    taken.permit().release();
                }
                if (each % 10 == 0) {
                    counters.sweep();
                }
            }
        });
        assertThat(most.get()).isBetween(1, 10);
        assertThat(granted.get()).isBetween(1, 1_000);
        granted(limit, ALICE, 1_000 - granted.get());
        assertThat(take(limit, ALICE)).isInstanceOf(Refused.class);
    }

    @Test
    void sweepingWhileThreadsTakeLosesNothing() throws Exception {
        CallLimit limit = limit(null, 64, Per.CALLER);
        List<Permit> permits = Collections.synchronizedList(new ArrayList<>());
        race(() -> {
            for (int each = 0; each < 500; each++) {
                if (take(limit, ALICE) instanceof Granted taken) {
                    taken.permit().release();
                }
                counters.sweep();
            }
            if (take(limit, ALICE) instanceof Granted taken) {
                permits.add(taken.permit());
            }
        });
        assertThat(permits).hasSize(64);
        assertThat(take(limit, ALICE)).isInstanceOf(Refused.class);
        permits.forEach(Permit::release);
        counters.sweep();
        assertThat(counters.size()).isZero();
    }

    private static void race(Runnable each) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        List<Thread> threads = IntStream.range(0, 64)
                .mapToObj(number -> Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                        each.run();
                    } catch (InterruptedException | RuntimeException | Error broken) {
                        failed.set(broken);
                    }
                }))
                .toList();
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed.get()).isNull();
    }

    private static ReachLimit reach(int values, Duration every) {
        return new ReachLimit("r", Covered.TOOLS, Set.of(Per.CALLER), List.of("id"), values, every);
    }

    private Taken touch(ReachLimit limit, CallerId caller, String... values) {
        return touchAs("", limit, caller, values);
    }

    private Taken touchAs(String account, ReachLimit limit, CallerId caller, String... values) {
        AtomicReference<Taken> result = new AtomicReference<>();
        Set<ValueDigest> digests = new java.util.HashSet<>();
        for (String value : values) {
            digests.add(ValueDigest.of(value));
        }
        counters.touch(List.of(new Touch(limit, limit.key(use(caller)), account, digests)), result::set);
        return result.get();
    }

    @Test
    void soManyDifferentValuesAndNoMore() {
        ReachLimit limit = reach(3, Duration.ofHours(1));
        assertThat(touch(limit, ALICE, "1", "2")).isInstanceOf(Granted.class);
        assertThat(touch(limit, ALICE, "3", "4")).isInstanceOf(Refused.class);
        assertThat(touch(limit, ALICE, "3"))
                .as("what was refused is not counted")
                .isInstanceOf(Granted.class);
        assertThat(touch(limit, ALICE, "4")).isEqualTo(new Refused("r", Why.VALUES, Duration.ofHours(1)));
        assertThat(touch(limit, ALICE, "1", "2", "3")).isInstanceOf(Granted.class);
        assertThat(touch(limit, BOB, "4")).isInstanceOf(Granted.class);
    }

    @Test
    void aValueCountsUntilItWasNotUsedForTheTime() {
        ReachLimit limit = reach(2, Duration.ofMinutes(10));
        touch(limit, ALICE, "1");
        pass(Duration.ofMinutes(4));
        touch(limit, ALICE, "2");
        pass(Duration.ofMinutes(4));
        touch(limit, ALICE, "1");
        assertThat(touch(limit, ALICE, "3")).isEqualTo(new Refused("r", Why.VALUES, Duration.ofMinutes(6)));
        pass(Duration.ofMinutes(6));
        assertThat(touch(limit, ALICE, "3")).isInstanceOf(Granted.class);
        assertThat(touch(limit, ALICE, "2")).isInstanceOf(Refused.class);
    }

    @Test
    void moreValuesAtOnceThanThereMayBeAreRefused() {
        assertThat(touch(reach(2, Duration.ofHours(1)), ALICE, "1", "2", "3")).isInstanceOf(Refused.class);
        assertThat(touch(reach(2, Duration.ofHours(1)), ALICE, "1", "2")).isInstanceOf(Granted.class);
    }

    @Test
    void whatIsPastTheBoundOfTheGatewayIsRefused() {
        ReachLimit limit = reach(10_000, Duration.ofHours(1));
        for (int caller = 0; caller < 50; caller++) {
            String[] values =
                    IntStream.range(0, 10_000).mapToObj(Integer::toString).toArray(String[]::new);
            assertThat(touch(limit, CallerId.ofKey("c" + caller), values)).isInstanceOf(Granted.class);
        }
        assertThat(touch(limit, ALICE, "1")).isEqualTo(new Refused("r", Why.FULL, Duration.ofHours(1)));
        pass(Duration.ofHours(2));
        counters.sweep();
        assertThat(counters.size()).isZero();
        assertThat(touch(limit, ALICE, "1")).isInstanceOf(Granted.class);
    }

    @Test
    void oneAccountLeavesRoomForOthers() {
        ReachLimit limit = reach(10_000, Duration.ofHours(1));
        String[] values = IntStream.range(0, 10_000).mapToObj(Integer::toString).toArray(String[]::new);
        int granted = 0;
        while (touchAs("greedy", limit, CallerId.ofKey("g" + granted), values) instanceof Granted) {
            granted++;
        }
        assertThat(granted).isEqualTo(25);
        assertThat(touchAs("modest", limit, ALICE, values)).isInstanceOf(Granted.class);
        pass(Duration.ofHours(2));
        counters.sweep();
        assertThat(touchAs("greedy", limit, BOB, values)).isInstanceOf(Granted.class);
    }

    @Test
    void whatAKeyMakesItselfCountsWithItAndPerKeyCountsAllUsers() {
        CallerId key = CallerId.ofKey("desk");
        CallerId own = CallerId.delegate(key, "");
        CallerId user = CallerId.delegate(key, "user-7");
        assertThat(own.counted()).isEqualTo(key);
        assertThat(CallerId.delegate(own, "").counted()).isEqualTo(key);
        assertThat(user.counted()).isEqualTo(user);
        assertThat(Per.key(Set.of(Per.KEY), use(user))).isEqualTo(Per.key(Set.of(Per.KEY), use(key)));
        CallerId outside = new CallerId(CallerId.Kind.TOKEN, "https://login.example.com", "alice", "app", "acme");
        assertThat(CallerId.delegate(outside, "").counted()).isEqualTo(outside);
        assertThat(outside.key()).isEqualTo(outside);
    }

    @Test
    void manyThreadsReachNoMoreValuesThanTheyMay() throws Exception {
        ReachLimit limit = reach(50, Duration.ofHours(1));
        Set<String> reached = java.util.concurrent.ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
        race(() -> {
            for (int each = 0; each < 20; each++) {
                String value = "v" + next.incrementAndGet();
                if (touch(limit, ALICE, value) instanceof Granted) {
                    reached.add(value);
                }
            }
        });
        assertThat(reached).hasSize(50);
    }
}
