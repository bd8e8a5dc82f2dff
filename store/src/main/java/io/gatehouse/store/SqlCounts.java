package io.gatehouse.store;

import io.gatehouse.store.counts.Bucket;
import io.gatehouse.store.counts.Charge;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.SharedCounts;
import io.gatehouse.store.counts.Sum;
import io.gatehouse.store.counts.TokenAsk;
import io.gatehouse.store.counts.TokenGrant;
import io.gatehouse.store.counts.ValuesAsk;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jspecify.annotations.Nullable;

/// Shared counts in tables. Whoever changes a row holds it until the end of the transaction, and rows are taken in the
/// order of their names, so that nobody waits for each other in a circle.
final class SqlCounts implements SharedCounts {
    private static final int MOST_SUMS = 10_000;
    private static final long MICROS = 1_000;
    /// A transaction may have begun before one that has changed a row since; what is more than this, a clock was set.
    private static final long MOST_WAIT_MICROS = 60_000_000;

    private final Database database;

    SqlCounts(Database database) {
        this.database = database;
    }

    private <T> T write(HandleCallback<T, SQLException> work) throws CountsAwayException {
        try {
            return database.write(work);
        } catch (StoreAwayException away) {
            throw new CountsAwayException(String.valueOf(away.getMessage()), away);
        }
    }

    private long now(Handle handle) {
        return handle.select(database.microsNow()).mapTo(Long.class).one();
    }

    @Override
    public List<TokenGrant> take(List<TokenAsk> asks) throws CountsAwayException {
        return write(handle -> {
            long now = now(handle);
            TokenGrant[] grants = new TokenGrant[asks.size()];
            IntStream.range(0, asks.size())
                    .boxed()
                    .sorted(Comparator.comparing(at -> asks.get(at).bucket().name()))
                    .forEach(at -> grants[at] = take(handle, asks.get(at), now));
            return Arrays.asList(grants);
        });
    }

    private static TokenGrant take(Handle handle, TokenAsk ask, long now) {
        Bucket bucket = ask.bucket();
        Held held = held(handle, bucket.name(), bucket, now);
        double tokens = held.tokens();
        int granted = 0;
        long wait = 0;
        if (ask.wanted() > 0) {
            granted = (int) Math.min(ask.wanted(), Math.floor(tokens + 1e-6));
            wait = granted == 0 ? Math.max(1, bucket.microsFor(1 - tokens)) : 0;
            tokens = Math.max(0, tokens - granted);
        } else {
            tokens = Math.min(bucket.burst(), tokens - ask.wanted());
        }
        handle.execute(
                "UPDATE shared_buckets SET tokens = ?, changed_micros = ?, filled_millis = ? WHERE name = ?",
                tokens,
                held.at(),
                (now + bucket.microsFor(bucket.burst() - tokens)) / MICROS + 1,
                bucket.name());
        return new TokenGrant(granted, wait);
    }

    /// What is in a bucket.
    ///
    /// @param at when that was so
    private record Held(double tokens, long at) {}

    /// Holds the row of a bucket, and says what is in it now.
    private static Held held(Handle handle, String name, Bucket bucket, long now) {
        return handle.select("""
                        INSERT INTO shared_buckets (name, tokens, changed_micros, filled_millis) VALUES (?, ?, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET name = excluded.name
                        RETURNING tokens, changed_micros
                        """, name, bucket.burst(), now, now / MICROS)
                .map((row, context) -> {
                    long ahead = row.getLong(2) - now;
                    boolean later = ahead > 0 && ahead < MOST_WAIT_MICROS;
                    return new Held(bucket.after(row.getDouble(1), -ahead), later ? now + ahead : now);
                })
                .one();
    }

    @Override
    public long touch(ValuesAsk ask) throws CountsAwayException {
        String name = "values:" + ask.name();
        return write(handle -> {
            long now = now(handle);
            held(handle, name, new Bucket(name, 1, 1, 0), now);
            handle.execute(
                    "DELETE FROM shared_values WHERE name = ? AND used_micros <= ?", name, now - ask.everyMicros());
            List<String> used = handle.select(
                            "SELECT digest FROM shared_values WHERE name = ? ORDER BY used_micros", name)
                    .mapTo(String.class)
                    .list();
            long added =
                    ask.values().stream().filter(value -> !used.contains(value)).count();
            long over = used.size() + added - ask.most();
            if (over > 0 && added > 0) {
                return over > used.size() ? ask.everyMicros() : wait(handle, name, used.get((int) over - 1), ask, now);
            }
            for (String value : ask.values()) {
                handle.execute("""
                        INSERT INTO shared_values (name, digest, used_micros, ends_millis) VALUES (?, ?, ?, ?)
                        ON CONFLICT (name, digest)
                        DO UPDATE SET used_micros = excluded.used_micros, ends_millis = excluded.ends_millis
                        """, name, value, now, (now + ask.everyMicros()) / MICROS + 1);
            }
            handle.execute(
                    "UPDATE shared_buckets SET filled_millis = ? WHERE name = ?",
                    (now + ask.everyMicros()) / MICROS + 1,
                    name);
            return 0L;
        });
    }

    private static long wait(Handle handle, String name, String value, ValuesAsk ask, long now) {
        long used = handle.select("SELECT used_micros FROM shared_values WHERE name = ? AND digest = ?", name, value)
                .mapTo(Long.class)
                .one();
        return Math.max(1, used + ask.everyMicros() - now);
    }

    @Override
    public @Nullable Sum charge(List<Charge> charges) throws CountsAwayException {
        List<Charge> ordered =
                charges.stream().sorted(Comparator.comparing(Charge::name)).toList();
        return write(handle -> {
            List<Long> before =
                    ordered.stream().map(charge -> sum(handle, charge)).toList();
            for (int at = 0; at < ordered.size(); at++) {
                Charge charge = ordered.get(at);
                if (charge.most() >= 0 && before.get(at) + charge.amount() > charge.most()) {
                    return new Sum(charge.name(), before.get(at));
                }
            }
            for (int at = 0; at < ordered.size(); at++) {
                Charge charge = ordered.get(at);
                long after = Math.max(0, before.get(at) + charge.amount());
                handle.execute("UPDATE shared_sums SET amount = ? WHERE name = ?", after, charge.name());
            }
            return null;
        });
    }

    /// Holds the row of a sum, and says what it is now.
    private static long sum(Handle handle, Charge charge) {
        return handle.select("""
                        INSERT INTO shared_sums (name, amount, ends_millis) VALUES (?, 0, ?)
                        ON CONFLICT (name) DO UPDATE SET ends_millis = excluded.ends_millis
                        RETURNING amount
                        """, charge.name(), charge.endsMillis())
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Sum> sums(String prefix) throws CountsAwayException {
        try {
            return database.read(handle -> handle.select(
                            "SELECT name, amount FROM shared_sums WHERE substr(name, 1, ?) = ? ORDER BY name LIMIT ?",
                            prefix.length(),
                            prefix,
                            MOST_SUMS)
                    .map((row, context) -> new Sum(row.getString(1), row.getLong(2)))
                    .list());
        } catch (StoreAwayException away) {
            throw new CountsAwayException(String.valueOf(away.getMessage()), away);
        }
    }

    @Override
    public int present(String id, Duration life) throws CountsAwayException {
        return write(handle -> {
            long now = now(handle) / MICROS;
            for (String over : List.of(
                    "DELETE FROM shared_gateways WHERE ends_millis <= ?",
                    "DELETE FROM shared_buckets WHERE filled_millis <= ?",
                    "DELETE FROM shared_values WHERE ends_millis <= ?",
                    "DELETE FROM shared_sums WHERE ends_millis <= ?")) {
                handle.execute(over, now);
            }
            handle.execute("""
                    INSERT INTO shared_gateways (id, ends_millis) VALUES (?, ?)
                    ON CONFLICT (id) DO UPDATE SET ends_millis = excluded.ends_millis
                    """, id, now + life.toMillis());
            return handle.select("SELECT COUNT(*) FROM shared_gateways")
                    .mapTo(Integer.class)
                    .one();
        });
    }

    @Override
    public void absent(String id) throws CountsAwayException {
        write(handle -> handle.execute("DELETE FROM shared_gateways WHERE id = ?", id));
    }

    /// The store is closed by who opened it.
    @Override
    public void close() {}
}
