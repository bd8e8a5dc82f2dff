package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The keys of callers, in every kind of store.
abstract class KeysContract extends StoreContract {
    @Test
    void aRotationEndsEverySecretFromBeforeInItsTime() throws Exception {
        StoredKey key = add("ci");
        Instant later = NOW.plusSeconds(3_600);
        store.keys().rotate(key.id(), digest("two"), later.plusSeconds(60), NOW);
        store.keys().rotate(key.id(), digest("three"), later, NOW);
        StoredKey kept = store.keys().get(key.id());
        assertThat(kept.opens(digest("secret of ci"), later.minusMillis(1))).isTrue();
        assertThat(kept.opens(digest("secret of ci"), later))
                .as("the shorter time counts")
                .isFalse();

        store.keys().rotate(key.id(), digest("four"), NOW, NOW);
        assertThat(store.keys().get(key.id()).secrets())
                .extracting(StoredKey.Secret::sha256)
                .containsExactly(digest("four"));
    }

    @Test
    void aKeyIsStoredAsItWasGiven() throws Exception {
        Instant expires = NOW.plus(Duration.ofDays(90)).plusNanos(1);
        KeyGrant grant = new KeyGrant(
                "acme", "build", Set.of("b", "a"), Set.of(), List.of("10.0.0.0/8", "2001:db8::/32"), expires);
        StoredKey key = done(store.keys().add(grant, digest("s"), NOW.plusNanos(1)));
        assertThat(key.id()).matches("[a-z0-9]{16}");
        assertThat(key.grant()).isEqualTo(grant);
        assertThat(key.grant().expires()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(key.created()).isEqualTo(NOW);
        assertThat(key.lastUse()).isNull();
        assertThat(key.revoked()).isNull();
        assertThat(key.secrets()).containsExactly(new StoredKey.Secret(digest("s"), null));
        assertThat(store.keys().get(key.id())).isEqualTo(key);
        assertThat(store.keys().find(digest("s"))).isEqualTo(key);
        assertThat(store.keys().list()).containsExactly(key);
        assertThat(store.keys().find(digest("other"))).isNull();
        assertThat(store.keys().get("nobody")).isNull();
    }

    @Test
    void keysOutliveARestart() throws Exception {
        StoredKey key = add("build");
        store.close();
        store = ready(settings);
        assertThat(store.keys().list()).containsExactly(key);
        assertThat(store.keys().everHadKeys()).isTrue();
    }

    @Test
    void liveKeysOfATenantHaveDifferentNames() throws Exception {
        StoredKey first = add("build");
        assertThat(store.keys().add(grant("build"), digest("other"), NOW)).isEqualTo(new KeyChange.NameTaken());
        StoredKey foreign = done(store.keys().add(grant("globex", "build"), digest("foreign"), NOW));
        store.keys().revoke(first.id(), NOW);
        StoredKey second = done(store.keys().add(grant("build"), digest("other"), NOW));
        assertThat(store.keys().list()).extracting(StoredKey::id).contains(first.id(), second.id(), foreign.id());
    }

    @Test
    void noSecretIsUsedTwice() throws Exception {
        StoredKey first = add("build");
        StoredKey second = add("deploy");
        assertThat(store.keys().add(grant("third"), digest("secret of build"), NOW))
                .isEqualTo(new KeyChange.SecretTaken());
        assertThat(store.keys().rotate(second.id(), digest("secret of build"), NOW, NOW))
                .isEqualTo(new KeyChange.SecretTaken());
        store.keys().revoke(first.id(), NOW);
        assertThat(store.keys().add(grant("third"), digest("secret of build"), NOW))
                .isEqualTo(new KeyChange.SecretTaken());
        assertThat(store.keys().get(second.id())).isEqualTo(second);
    }

    @Test
    void aRotatedSecretIsValidUntilItsTime() throws Exception {
        StoredKey key = add("build");
        Instant day = NOW.plus(Duration.ofDays(1));
        done(store.keys().rotate(key.id(), digest("second"), day, NOW));
        StoredKey rotated = done(store.keys().rotate(key.id(), digest("third"), day.plusSeconds(1), NOW));
        assertThat(rotated.secrets())
                .containsExactly(
                        new StoredKey.Secret(digest("third"), null),
                        new StoredKey.Secret(digest("second"), day.plusSeconds(1)),
                        new StoredKey.Secret(digest("secret of build"), day));
        assertThat(store.keys().find(digest("secret of build"))).isEqualTo(rotated);
        assertThat(rotated.opens(digest("secret of build"), day.minusMillis(1))).isTrue();
        assertThat(rotated.opens(digest("secret of build"), day)).isFalse();
        assertThat(rotated.opens(digest("second"), day)).isTrue();
        assertThat(rotated.opens(digest("third"), day.plus(Duration.ofDays(1_000))))
                .isTrue();
        assertThat(rotated.opens(digest("fourth"), NOW)).isFalse();

        StoredKey later = done(store.keys().rotate(key.id(), digest("fourth"), day.plusMillis(1), day));
        assertThat(later.secrets())
                .extracting(StoredKey.Secret::sha256)
                .containsExactlyInAnyOrder(digest("fourth"), digest("second"), digest("third"));
        assertThat(store.keys().rotate("nobody", digest("fifth"), day, NOW)).isEqualTo(new KeyChange.NoSuchKey());
    }

    @Test
    void aRevokedKeyOpensNothingAndStays() throws Exception {
        StoredKey key = add("build");
        StoredKey revoked = done(store.keys().revoke(key.id(), NOW.plusSeconds(1)));
        assertThat(revoked.revoked()).isEqualTo(NOW.plusSeconds(1));
        assertThat(revoked.opens(digest("secret of build"), NOW)).isFalse();
        assertThat(done(store.keys().revoke(key.id(), NOW.plusSeconds(2)))).isEqualTo(revoked);
        assertThat(store.keys().rotate(key.id(), digest("new"), NOW, NOW)).isEqualTo(new KeyChange.NoSuchKey());
        assertThat(store.keys().revoke("nobody", NOW)).isEqualTo(new KeyChange.NoSuchKey());
        assertThat(store.keys().list()).containsExactly(revoked);
        assertThat(store.keys().everHadKeys()).isTrue();
    }

    @Test
    void anExpiredKeyOpensNothing() throws Exception {
        KeyGrant grant = new KeyGrant("acme", "build", Set.of(), Set.of(), List.of(), NOW.plusSeconds(1));
        StoredKey key = done(store.keys().add(grant, digest("s"), NOW));
        assertThat(key.opens(digest("s"), NOW)).isTrue();
        assertThat(key.opens(digest("s"), NOW.plusSeconds(1))).isFalse();
    }

    @Test
    void aStoreWithoutKeysSaysSo() throws Exception {
        assertThat(store.keys().everHadKeys()).isFalse();
        assertThat(store.keys().list()).isEmpty();
        assertThat(store.keys().changesSince(0)).isEqualTo(new KeyChanges(0, true, List.of()));
    }

    @Test
    void theLatestUseIsNoted() throws Exception {
        StoredKey build = add("build");
        StoredKey deploy = add("deploy");
        long version = store.keys().changesSince(0).version();
        store.keys().noteUses(Map.of(build.id(), NOW.plusSeconds(9), deploy.id(), NOW.plusSeconds(5), "nobody", NOW));
        store.keys().noteUses(Map.of(build.id(), NOW.plusSeconds(8), deploy.id(), NOW.plusSeconds(6)));
        store.keys().noteUses(Map.of());
        assertThat(store.keys().get(build.id()).lastUse()).isEqualTo(NOW.plusSeconds(9));
        assertThat(store.keys().get(deploy.id()).lastUse()).isEqualTo(NOW.plusSeconds(6));
        assertThat(store.keys().changesSince(version)).isEqualTo(new KeyChanges(version, false, List.of()));
    }

    @Test
    void anotherGatewayLearnsWhichKeysChanged() throws Exception {
        StoredKey build = add("build");
        StoredKey deploy = add("deploy");
        try (Store other = ready(settings)) {
            KeyChanges all = other.keys().changesSince(0);
            assertThat(all.all()).isTrue();
            assertThat(all.keys()).containsExactly(build, deploy);
            StoredKey rotated = done(store.keys().rotate(build.id(), digest("new"), NOW, NOW));
            KeyChanges first = other.keys().changesSince(all.version());
            assertThat(first).isEqualTo(new KeyChanges(first.version(), false, List.of(rotated)));
            StoredKey revoked = done(store.keys().revoke(deploy.id(), NOW));
            KeyChanges second = other.keys().changesSince(first.version());
            assertThat(second.keys()).containsExactly(revoked);
            assertThat(second.version()).isGreaterThan(first.version()).isEqualTo(revoked.version());
        }
    }

    @Test
    void aStoreThatWasReplacedByAnOlderOneTellsAllItsKeys() throws Exception {
        StoredKey build = add("build");
        assertThat(store.keys().changesSince(1_000)).isEqualTo(new KeyChanges(1, true, List.of(build)));
    }

    /// Some of these transactions begin in one order and end in another.
    @Test
    void noChangeIsMissedWhileSeveralGatewaysWrite() throws Exception {
        int each = 25;
        AtomicBoolean written = new AtomicBoolean();
        Map<String, StoredKey> seen = new HashMap<>();
        try (Store second = ready(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int at = 0; at < 6; at++) {
                int writer = at;
                Store used = at % 2 == 0 ? store : second;
                writers.add(threads.submit(() -> {
                    for (int key = 0; key < each; key++) {
                        String name = writer + "." + key;
                        StoredKey made = done(used.keys().add(grant(name), digest(name), NOW));
                        if (key % 3 == 0) {
                            done(used.keys().revoke(made.id(), NOW));
                        }
                        used.keys().noteUses(Map.of(made.id(), NOW));
                    }
                    return null;
                }));
            }
            Future<?> reader = threads.submit(() -> {
                long version = 0;
                boolean last;
                do {
                    last = written.get();
                    KeyChanges changes = second.keys().changesSince(version);
                    for (StoredKey key : changes.keys()) {
                        assertThat(key.version()).isGreaterThan(version).isLessThanOrEqualTo(changes.version());
                        seen.put(key.id(), key);
                    }
                    version = changes.version();
                } while (!last);
                return null;
            });
            for (Future<?> writer : writers) {
                writer.get();
            }
            written.set(true);
            reader.get();
        }
        List<StoredKey> stored = store.keys().list();
        assertThat(stored).hasSize(6 * each);
        assertThat(stored).allSatisfy(key -> {
            assertThat(seen.get(key.id()).version()).isEqualTo(key.version());
            assertThat(seen.get(key.id()).revoked()).isEqualTo(key.revoked());
        });
        assertThat(stored.stream().map(StoredKey::version)).doesNotHaveDuplicates();
    }

    @Test
    void oneOfManyThatTakeANameAtOnceGetsIt() throws Exception {
        try (Store second = ready(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<KeyChange>> tries = IntStream.range(0, 12)
                    .<Callable<KeyChange>>mapToObj(at ->
                            () -> (at % 2 == 0 ? store : second).keys().add(grant("build"), digest("s" + at), NOW))
                    .toList();
            List<KeyChange> results = new ArrayList<>();
            for (Future<KeyChange> result : threads.invokeAll(tries)) {
                results.add(result.get());
            }
            assertThat(results).filteredOn(KeyChange.Done.class::isInstance).hasSize(1);
            assertThat(results)
                    .filteredOn(result -> !(result instanceof KeyChange.Done))
                    .containsOnly(new KeyChange.NameTaken());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE caller_keys; --",
                "\" OR 1=1 --",
                ":name ? $1 %s {}",
                "back\\slash",
                "100%_",
                "ключ 鍵 مفتاح 🔑",
                "e\u0301",
                "\uFFFD",
                " "
            })
    void aNameIsOnlyAName(String name) throws Exception {
        KeyGrant grant = new KeyGrant(name, name, Set.of(name), Set.of(name, "b"), List.of(name, name), null);
        StoredKey key = done(store.keys().add(grant, digest(name), NOW));
        assertThat(key.grant()).isEqualTo(grant);
        assertThat(store.keys().list()).containsExactly(key);
        assertThat(store.keys().add(grant, digest("other"), NOW)).isEqualTo(new KeyChange.NameTaken());
        assertThat(store.keys().get(name)).isNull();
        assertThat(store.keys().revoke(name, NOW)).isEqualTo(new KeyChange.NoSuchKey());
        assertThat(store.keys().rotate(name, digest("other"), NOW, NOW)).isEqualTo(new KeyChange.NoSuchKey());
        store.keys().noteUses(Map.of(name, NOW));
    }

    @Test
    void theLongestEntriesFit() throws Exception {
        String longest = "🔑".repeat(100);
        Set<String> most = new HashSet<>();
        IntStream.range(0, 200).forEach(at -> most.add(String.format("%03dé", at)));
        Set<String> roles = new HashSet<>();
        IntStream.range(0, 12).forEach(at -> roles.add(String.format("%03d", at) + "é".repeat(197)));
        KeyGrant grant = new KeyGrant(longest, longest, roles, most, List.copyOf(most), null);
        assertThat(done(store.keys().add(grant, digest("s"), NOW)).grant()).isEqualTo(grant);
    }

    @Test
    void aGrantThatIsTooLongIsRefused() {
        Set<String> roles = new HashSet<>();
        IntStream.range(0, 21).forEach(at -> roles.add(String.format("%03d", at) + "x".repeat(197)));
        KeyGrant grant = new KeyGrant("acme", "build", roles, Set.of(), List.of(), null);
        assertThatThrownBy(() -> store.keys().add(grant, digest("s"), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The roles, scopes and addresses of a key have 4200 characters together; at most 4096 are"
                        + " allowed. Name fewer.");
    }

    @Test
    void aTenantAndAStoreHaveFewKeysThatHaveNotEnded() throws Exception {
        try (Database database = new Database(settings)) {
            database.opened();
            StoredKeys few = new SqlKeys(database, new KeyRoom(2, 4));
            StoredKey first = done(few.add(grant("one"), digest("1"), NOW));
            KeyGrant brief = new KeyGrant("acme", "two", Set.of(), Set.of(), List.of(), NOW.plusSeconds(9));
            done(few.add(brief, digest("2"), NOW));
            KeyChange.Full full = new KeyChange.Full("The tenant has 2 keys. Revoke those that are not needed.");
            assertThat(few.add(grant("three"), digest("3"), NOW)).isEqualTo(full);
            done(few.add(grant("three"), digest("3"), NOW.plusSeconds(9)));
            assertThat(few.add(grant("four"), digest("4"), NOW.plusSeconds(9))).isEqualTo(full);
            few.revoke(first.id(), NOW.plusSeconds(9));
            done(few.add(grant("four"), digest("4"), NOW.plusSeconds(9)));
            done(few.add(grant("", "five"), digest("5"), NOW.plusSeconds(9)));
            done(few.add(grant("", "six"), digest("6"), NOW.plusSeconds(9)));
            assertThat(few.add(grant("globex", "seven"), digest("7"), NOW.plusSeconds(9)))
                    .isEqualTo(new KeyChange.Full("There are 4 keys. Revoke those that are not needed."));
        }
    }

    @Test
    void aKeyHasFewSecrets() throws Exception {
        StoredKey key = add("build");
        Instant day = NOW.plus(Duration.ofDays(1));
        for (int at = 1; at < 20; at++) {
            done(store.keys().rotate(key.id(), digest("s" + at), day, NOW));
        }
        assertThat(store.keys().rotate(key.id(), digest("more"), day, NOW))
                .isEqualTo(new KeyChange.Full(
                        "The key has 20 secrets that are valid. Rotate it without keeping the old ones."));
        assertThat(done(store.keys().rotate(key.id(), digest("more"), NOW, NOW)).secrets())
                .hasSize(1);
    }

    @Test
    void keysThatEndedLongAgoAreDeleted() throws Exception {
        KeyGrant brief = new KeyGrant("globex", "brief", Set.of(), Set.of(), List.of(), NOW);
        StoredKey expired = done(store.keys().add(brief, digest("b"), NOW));
        StoredKey revoked = done(store.keys().revoke(add("one").id(), NOW));
        Instant month = NOW.plus(Duration.ofDays(30));
        StoredKey kept = done(store.keys().add(grant("two"), digest("2"), month.minusMillis(1)));
        assertThat(store.keys().list()).containsExactlyInAnyOrder(expired, revoked, kept);
        StoredKey last = done(store.keys().add(grant("three"), digest("3"), month));
        assertThat(store.keys().list()).containsExactly(kept, last);
        assertThat(store.keys().changesSince(0).keys()).containsExactly(kept, last);
    }

    @Test
    void whenManyKeysHaveEndedTheOldestAreDeleted() throws Exception {
        try (Database database = new Database(settings)) {
            database.opened();
            StoredKeys few = new SqlKeys(database, new KeyRoom(2, 4));
            List<StoredKey> ended = new ArrayList<>();
            for (int at = 0; at < 3; at++) {
                StoredKey made = done(few.add(grant("k" + at), digest("k" + at), NOW));
                ended.add(done(few.revoke(made.id(), NOW.plusSeconds(at))));
            }
            StoredKey soon = done(few.add(grant("soon"), digest("soon"), NOW.plusSeconds(60)));
            assertThat(few.list()).as("gateways may not have heard yet").hasSize(4);
            StoredKey later = done(few.add(grant("later"), digest("later"), NOW.plusSeconds(62)));
            assertThat(few.list()).containsExactlyInAnyOrder(ended.get(1), ended.get(2), soon, later);
        }
    }

    @Test
    void aDigestThatIsNoneIsRefused() {
        assertThatThrownBy(() -> store.keys().add(grant("build"), "secret", NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A SHA-256 digest has 64 hexadecimal digits in lower case.");
    }
}
