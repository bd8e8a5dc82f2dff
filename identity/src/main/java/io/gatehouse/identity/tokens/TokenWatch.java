package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.CallerToken;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.Revocations;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Notices that tokens end: of those of the gateway that they were revoked, here or by another gateway on the store,
/// and
/// of all that their time is over. While the store is away, what is known goes on.
public final class TokenWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TokenWatch.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);
    /// How often all of it is read: a database that lost changes, and counted the next ones again, looks unchanged.
    private static final int WHOLE_EVERY = 60;

    private final InstantSource clock;
    private final TokenEnds ends = new TokenEnds();
    private final RevokedTokens revoked = new RevokedTokens();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile @Nullable LateStore store;
    private volatile boolean unread;
    private @Nullable Thread thread;
    private BooleanSupplier wanted = () -> false;
    private Runnable onRevoked = () -> {};
    private Runnable onExpired = () -> {};
    /// Of the thread alone.
    private long version;

    /// Watches nothing yet.
    public TokenWatch(InstantSource clock) {
        this.clock = clock;
    }

    /// Begins to watch and returns at once.
    ///
    /// @param wanted whether there are tokens that can be revoked
    /// @param onRevoked runs when tokens were revoked
    /// @param onExpired runs within two seconds after tokens have ended by themselves
    public synchronized void start(LateStore from, BooleanSupplier wanted, Runnable onRevoked, Runnable onExpired) {
        store = from;
        this.wanted = wanted;
        unread = from.exists();
        this.onRevoked = onRevoked;
        this.onExpired = onExpired;
        thread = Thread.ofPlatform().daemon().name("tokens").start(this::run);
    }

    /// Waits until the revoked tokens were read for the first time, or the store turned out to be away.
    public void awaitFirst(Duration most) throws InterruptedException {
        first.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Where tokens that are found right are noted with their end.
    public TokenEnds ends() {
        return ends;
    }

    /// Whether it is known which tokens were revoked.
    public boolean known() {
        return !unread;
    }

    /// Whether a token was revoked, or one that it was made from.
    public boolean revoked(CallerToken token) {
        return revoked.has(token);
    }

    /// Revokes a token: here at once, and where the store is used within a second or two. Blocks.
    ///
    /// @param end when it ends by itself
    /// @throws StoreAwayException when it holds here and until the next start only
    public void revoke(String id, Instant end) throws StoreAwayException, InterruptedException {
        boolean added = revoked.add(Map.of(id, end));
        LateStore kept = store;
        try {
            if (kept != null) {
                Store opened = kept.made();
                opened.opened();
                opened.revocations().add(id, end, clock.instant());
            }
        } finally {
            if (added) {
                onRevoked.run();
            }
        }
    }

    private void run() {
        int round = 0;
        try {
            do {
                refresh(round % WHOLE_EVERY == 0);
                first.countDown();
                round++;
                Instant now = clock.instant();
                revoked.sweep(now);
                if (ends.passed(now)) {
                    onExpired.run();
                }
            } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void refresh(boolean whole) throws InterruptedException {
        LateStore kept = store;
        Store opened = kept == null || !wanted.getAsBoolean() ? null : kept.existing();
        if (opened == null) {
            return;
        }
        try {
            opened.opened();
            Revocations found = opened.revocations().since(whole || unread ? 0 : version);
            version = found.version();
            unread = false;
            if (revoked.add(found.ends())) {
                onRevoked.run();
            }
        } catch (StoreAwayException gone) {
            LOG.log(Level.DEBUG, "The revoked tokens could not be read.", gone);
        } catch (RuntimeException unexpected) {
            LOG.log(Level.WARNING, "The revoked tokens could not be read.", unexpected);
        }
    }

    /// Watches no more.
    @Override
    public void close() {
        closing.countDown();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        try {
            running.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
