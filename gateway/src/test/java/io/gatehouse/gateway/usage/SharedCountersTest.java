package io.gatehouse.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.policy.Quotas;
import io.gatehouse.gateway.policy.Quotas.Wanted;
import io.gatehouse.gateway.policy.UsedAmounts;
import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Covered;
import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.Overload;
import io.gatehouse.policy.Period;
import io.gatehouse.policy.Quota;
import io.gatehouse.policy.Rate;
import io.gatehouse.policy.ReachLimit;
import io.gatehouse.policy.Taken;
import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Taken.Why;
import io.gatehouse.policy.Touch;
import io.gatehouse.policy.Usage;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.policy.UseKind;
import io.gatehouse.policy.ValueDigest;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreSettings;
import io.gatehouse.store.counts.Sum;
import io.gatehouse.store.counts.TokenAsk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Gateways that count together in one store.
class SharedCountersTest {
    private static final Instant NOON = Instant.parse("2026-12-31T12:00:00Z");

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Store store;
    private CountsLink link;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(StoreSettings.inFolder(folder));
        store.opened();
        link = link("one");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        store.close();
    }

    private CountsLink link(String id) {
        CountsLink made = new CountsLink(() -> store.counts(), id, nanos::get);
        opened.add(made);
        return made;
    }

    private SharedCounters counters(CountsLink on) {
        SharedCounters made = new SharedCounters(new LocalCounters(nanos::get), on, SharedSettings.PERCENT, nanos::get);
        opened.addFirst(made);
        return made;
    }

    private static CallLimit limit(String name, int calls, boolean exact) {
        Rate rate = new Rate(calls, Duration.ofHours(1), calls);
        return new CallLimit(name, Covered.TOOLS, Set.of(), rate, 0, exact);
    }

    private static Taken take(SharedCounters counters, CallLimit... limits) {
        CompletableFuture<Taken> taken = new CompletableFuture<>();
        counters.take(
                Stream.of(limits).map(limit -> new Claim(limit, "key", true)).toList(), taken::complete);
        return taken.join();
    }

    private int left(String limit, int calls) throws Exception {
        CallLimit asked = limit(limit, calls, false);
        TokenAsk all = new Leases(100).ask(new Leases.Held(new Lease(asked.rate(), 0), asked, "key"));
        return store.counts().take(List.of(all)).getFirst().granted();
    }

    @Test
    void aLeaseServesManyCalls() throws Exception {
        SharedCounters counters = counters(link);
        CallLimit limit = limit("leased", 1_000, false);
        for (int call = 0; call < 300; call++) {
            assertThat(take(counters, limit)).isInstanceOf(Granted.class);
        }
        counters.close();
        assertThat(left("leased", 1_000)).isEqualTo(700);
    }

    @Test
    void whatIsNotUsedForAWhileIsGivenBack() throws Exception {
        SharedCounters counters = counters(link);
        take(counters, limit("idle", 100, false));
        counters.sweep();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        counters.sweep();
        assertThat(left("idle", 100)).isEqualTo(99);
    }

    @Test
    void whatAnotherLimitRefusesTakesNothing() throws Exception {
        SharedCounters counters = counters(link);
        CallLimit wide = limit("wide", 10, true);
        CallLimit narrow = limit("narrow", 1, true);
        assertThat(take(counters, wide, narrow)).isInstanceOf(Granted.class);
        for (int call = 0; call < 20; call++) {
            assertThat(take(counters, wide, narrow)).isInstanceOf(Refused.class);
        }
        counters.close();
        assertThat(left("wide", 10)).isEqualTo(9);
    }

    @Test
    void threadsAtTwoGatewaysTakeNoMoreThanThereIs() throws Exception {
        List<SharedCounters> gateways = List.of(counters(link), counters(link("other")));
        CallLimit leased = limit("leased", 200, false);
        CallLimit exact = limit("exact", 100, true);
        List<Callable<int[]>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 64; thread++) {
            SharedCounters counters = gateways.get(thread % 2);
            tasks.add(() -> {
                int[] passed = new int[2];
                for (int call = 0; call < 5; call++) {
                    passed[0] += take(counters, leased) instanceof Granted ? 1 : 0;
                    passed[1] += take(counters, exact) instanceof Granted ? 1 : 0;
                }
                return passed;
            });
        }
        int[] passed = new int[2];
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<int[]> each : threads.invokeAll(tasks)) {
                passed[0] += each.get()[0];
                passed[1] += each.get()[1];
            }
        }
        // A lease is ten tokens; each gateway may hold one.
        assertThat(passed[0]).isBetween(180, 200);
        assertThat(passed[1]).isEqualTo(100);
    }

    @Test
    void withoutTheStoreAGatewayAllowsItsShare() throws Exception {
        store.counts().present("another", Duration.ofMinutes(1));
        link.start();
        SharedCounters counters = counters(link);
        CallLimit limit = limit("shared", 10, true);
        while (link.gateways() < 2) {
            Thread.onSpinWait();
        }
        store.close();
        int passed = 0;
        while (take(counters, limit) instanceof Granted) {
            passed++;
        }
        assertThat(passed).isEqualTo(5);
        assertThat(link.away()).isTrue();
    }

    private Taken touch(SharedCounters counters, String value) {
        ReachLimit limit = new ReachLimit("reach", Covered.TOOLS, Set.of(), List.of("id"), 2, Duration.ofHours(1));
        CompletableFuture<Taken> taken = new CompletableFuture<>();
        counters.touch(List.of(new Touch(limit, "key", "", Set.of(ValueDigest.of(value)))), taken::complete);
        return taken.join();
    }

    @Test
    void reachIsRefusedAMinuteAfterTheStoreIsGone() throws Exception {
        SharedCounters counters = counters(link);
        assertThat(touch(counters, "a")).isInstanceOf(Granted.class);
        assertThat(touch(counters(link("other")), "b")).isInstanceOf(Granted.class);
        assertThat(touch(counters, "c")).isInstanceOf(Refused.class);
        store.close();
        assertThat(touch(counters, "a")).isInstanceOf(Granted.class);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(touch(counters, "a"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(Why.AWAY));
    }

    private CountedQuotas quotas(CountsLink on) {
        Covered models = new Covered(List.of(), List.of(), List.of(), List.of(), List.of("*"));
        Quota quota = new Quota(
                "team", models, Set.of(), Period.MONTH, ZoneOffset.UTC, new Quota.Most(Quota.UNLIMITED, 1_000, -1));
        UsageIndex usage =
                new UsageIndex(new Usage(List.of(), List.of(), List.of(), List.of(quota), Overload.DEFAULT, Map.of()));
        return new CountedQuotas(() -> usage, caller -> List.of(), on, () -> NOON);
    }

    private static Quotas.Answer reserve(CountedQuotas quotas, long tokens) {
        CompletableFuture<Quotas.Answer> answer = new CompletableFuture<>();
        UsedAmounts most = new UsedAmounts(1, tokens, null);
        quotas.take(new Wanted(Caller.ANONYMOUS, UseKind.MODEL, "", List.of("m"), most), answer::complete);
        return answer.join();
    }

    @Test
    void quotasPassForAMinuteWithoutTheStoreAndAreCountedLater() throws Exception {
        CountedQuotas quotas = quotas(link);
        Quotas.Answer before = reserve(quotas, 900);
        assertThat(reserve(quotas, 200)).isInstanceOfSatisfying(Quotas.Refused.class, refused -> {
            assertThat(refused.reason())
                    .isEqualTo("The quota team of 1,000 tokens a month has 100 tokens left, and this request may"
                            + " use 200 tokens, so nothing was sent. Lower max_tokens or send less; the quota"
                            + " starts again in 12 hours, at 2027-01-01 00:00 Z.");
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofHours(12));
        });
        store.close();
        Quotas.Answer during = reserve(quotas, 200);
        for (Quotas.Answer each : List.of(before, during)) {
            ((Quotas.Granted) each).reservation().settle(new UsedAmounts(1, 150, null));
        }
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(reserve(quotas, 1))
                .isInstanceOfSatisfying(
                        Quotas.Refused.class,
                        refused -> assertThat(refused.category()).isEqualTo(Category.DOWNSTREAM));
        store = Store.open(StoreSettings.inFolder(folder));
        store.opened();
        // A link that begins without the store does not pass anything.
        CountsLink broken = new CountsLink(
                () -> Store.open(StoreSettings.postgres("postgresql://127.0.0.1:1/none")
                                .withLimits(Duration.ofMillis(250), Duration.ofMillis(250)))
                        .counts(),
                "broken",
                nanos::get);
        opened.add(broken);
        assertThat(reserve(quotas(broken), 1)).isInstanceOf(Quotas.Refused.class);
    }

    @Test
    void whatIsSettledLastIsCountedBeforeTheEnd() throws Exception {
        CountsLink last = new CountsLink(() -> store.counts(), "last", nanos::get);
        opened.add(last);
        CountedQuotas quotas = quotas(last);
        Quotas.Granted granted = (Quotas.Granted) reserve(quotas, 900);
        granted.reservation().settle(new UsedAmounts(1, 150, null));
        granted.reservation().settle(new UsedAmounts(1, 999, null));
        last.close();
        assertThat(store.counts().sums("quota team 2026-12 tokens ").stream().map(Sum::amount))
                .containsExactly(150L);
    }

    @Test
    void keysAreToldApartWhateverCallersAreCalled() {
        List<Object> keys = List.of(
                "a",
                List.of("a"),
                List.of("a", "b"),
                List.of("a1:b"),
                List.of("a", List.of("b")),
                CallerId.ofKey("a"),
                CallerId.ofStoredKey("a", "b", ""),
                CallerId.ofStoredKey("", "ab", ""),
                CallerId.ofStoredKey("", "a", "b"),
                CallerId.ofStoredKey("a1", "b", ""));
        assertThat(keys.stream().map(key -> KeyName.of("limit", "[]", key)).distinct())
                .hasSameSizeAs(keys);
    }
}
