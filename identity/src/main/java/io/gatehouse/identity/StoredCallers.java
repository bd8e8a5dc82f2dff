package io.gatehouse.identity;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.store.KeyChanges;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The keys that are stored, in memory, so that no request waits for the store. A thread asks the store twice a second
/// what has changed. While the store is away, known keys go on working.
public final class StoredCallers implements AutoCloseable {
    /// No keys are stored, and none will be.
    public static final StoredCallers NONE = new StoredCallers();

    private static final System.Logger LOG = System.getLogger(StoredCallers.class.getName());
    private static final Duration EVERY = Duration.ofMillis(500);
    /// How often all keys are read: a database that lost changes, and counted the next ones again, looks unchanged.
    private static final Duration WHOLE_EVERY = Duration.ofSeconds(60);

    private static final Duration NOTE_EVERY = Duration.ofSeconds(10);
    /// For how long what was last heard proves that a key does not exist.
    private static final Duration CURRENT = Duration.ofSeconds(5);

    private final @Nullable LateStore store;
    private final Runnable changed;
    private final Duration wholeEvery;
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final @Nullable Thread thread;

    private volatile KnownKeys keys;
    private volatile Instant heard = Instant.MIN;
    private volatile boolean away;
    /// Of the thread alone.
    private Instant wholeNext = Instant.MIN;

    private Instant swept = Instant.now();

    private StoredCallers() {
        store = null;
        changed = () -> {};
        wholeEvery = WHOLE_EVERY;
        thread = null;
        keys = KnownKeys.NONE;
        first.countDown();
    }

    /// Begins to read the keys and returns at once.
    ///
    /// @param changed runs when keys that were known no longer open anything, and when the first key was made
    public StoredCallers(LateStore store, Runnable changed) {
        this(store, changed, WHOLE_EVERY);
    }

    /// @param wholeEvery how often all keys are read
    StoredCallers(LateStore store, Runnable changed, Duration wholeEvery) {
        this.store = store;
        this.wholeEvery = wholeEvery;
        this.changed = changed;
        this.keys = store.exists() ? KnownKeys.UNREAD : KnownKeys.NONE;
        this.thread = Thread.ofPlatform().daemon().name("stored keys").unstarted(this::run);
        this.away = keys == KnownKeys.UNREAD;
        thread.start();
    }

    /// What is known of a key that somebody shows.
    sealed interface Found {
        /// It can be used.
        record Key(Caller caller) implements Found {}

        /// It has expired.
        record Expired() implements Found {}

        /// It cannot be used from this address.
        record Elsewhere() implements Found {}

        /// There is no such key.
        record Nothing() implements Found {}

        /// The store is away, and the key may have been made since.
        record NotNow() implements Found {}
    }

    /// Waits until the keys were read for the first time, or the store turned out to be away.
    public void awaitFirst(Duration most) throws InterruptedException {
        first.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether a key is required: a key was once stored, or nobody knows yet.
    boolean required() {
        return keys.required();
    }

    /// Whether the store has been read.
    boolean known() {
        return keys != KnownKeys.UNREAD;
    }

    /// Looks for a key.
    ///
    /// @param address tells the client's address; null where it does not count
    Found find(byte[] sha256, @Nullable Supplier<String> address) {
        Instant now = Instant.now();
        Found found = keys.find(HexFormat.of().formatHex(sha256), address, now);
        return found instanceof Found.Nothing && away && !now.isBefore(heard.plus(CURRENT))
                ? new Found.NotNow()
                : found;
    }

    boolean has(byte[] sha256) {
        return keys.has(HexFormat.of().formatHex(sha256));
    }

    boolean knows(CallerId caller) {
        return keys.live(caller, Instant.now()) != null;
    }

    /// A stored key that can be used, and from where a request comes; null when there is none.
    ///
    /// @param address tells the client's address; null where it was checked before
    @Nullable
    KnownKey current(CallerId caller, @Nullable Supplier<String> address) {
        KnownKey known = keys.live(caller, Instant.now());
        return known != null && (address == null || known.from(address)) ? known : null;
    }

    /// When a stored key that can be used ends by itself; [Instant#MAX] when it does not.
    Instant end(CallerId caller) {
        KnownKey known = keys.live(caller, Instant.now());
        Instant expires = known == null ? null : known.key().grant().expires();
        return expires == null ? Instant.MAX : expires;
    }

    boolean named(String name) {
        return keys.names().contains(name);
    }

    boolean operator(CallerId caller) {
        KnownKey known = keys.live(caller, Instant.now());
        return known != null && known.operator();
    }

    private void run() {
        Instant note = Instant.now().plus(NOTE_EVERY);
        try {
            do {
                refresh();
                Instant now = Instant.now();
                if (!now.isBefore(note)) {
                    noteUses();
                    note = now.plus(NOTE_EVERY);
                }
            } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
            noteUses();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void refresh() throws InterruptedException {
        Store opened = existing();
        KnownKeys before = keys;
        if (opened != null) {
            try {
                opened.opened();
                boolean whole = away || !Instant.now().isBefore(wholeNext);
                KeyChanges changes = opened.keys().changesSince(whole ? 0 : before.version());
                Instant now = Instant.now();
                if (whole) {
                    wholeNext = now.plus(wholeEvery);
                }
                keys = before.with(changes);
                heard = now;
                away = false;
            } catch (StoreAwayException gone) {
                missed();
            } catch (RuntimeException unexpected) {
                missed();
                LOG.log(Level.WARNING, "The stored keys could not be read.", unexpected);
            }
        }
        first.countDown();
        sweep(before, keys);
    }

    /// What is known of keys goes on. Where none is known to be required, nobody comes in: one may have been made.
    private void missed() {
        away = true;
        if (!keys.required() && !Instant.now().isBefore(heard.plus(CURRENT))) {
            keys = KnownKeys.UNREAD;
        }
    }

    /// Tells of what has ended since the last time.
    private void sweep(KnownKeys before, KnownKeys next) {
        Instant now = Instant.now();
        if (next.required() && !before.required()) {
            LOG.log(Level.INFO, "Callers have to show a key from now on.");
        }
        next.ended(before, swept, now)
                .forEach(name -> LOG.log(Level.INFO, "The key of " + name + " has ended, or an old secret of it."));
        if (next.endedSince(before, swept, now)) {
            changed.run();
        }
        swept = now;
    }

    private @Nullable Store existing() {
        return store == null ? null : store.existing();
    }

    private void noteUses() {
        Store opened = existing();
        if (opened == null) {
            return;
        }
        try {
            opened.keys().noteUses(keys.takeUses());
        } catch (StoreAwayException lost) {
            // They are noted with the next use.
            LOG.log(Level.DEBUG, "The last uses of keys could not be noted.", lost);
        } catch (RuntimeException unexpected) {
            LOG.log(Level.WARNING, "The last uses of keys could not be noted.", unexpected);
        }
    }

    /// Notes the last uses and reads no more.
    @Override
    public void close() {
        closing.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            running.join(CURRENT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
