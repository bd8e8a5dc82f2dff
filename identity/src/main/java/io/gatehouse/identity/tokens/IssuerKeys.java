package io.gatehouse.identity.tokens;

import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The keys of one issuer as last fetched. They are fetched again when they are old, and when none of them has signed a
/// token, but never more often than [#PAUSE]. While the issuer is away the last ones go on for [#KEPT].
final class IssuerKeys {
    /// After this time keys are fetched again while the old ones are used.
    static final Duration OLD = Duration.ofMinutes(10);
    /// The least time between two fetches.
    static final Duration PAUSE = Duration.ofSeconds(10);
    /// For how long keys that cannot be fetched again are used.
    static final Duration KEPT = Duration.ofHours(12);

    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

    private final Issuer issuer;
    private final KeySource source;
    private final InstantSource clock;
    private volatile @Nullable Fetched fetched;
    private volatile boolean away;
    private @Nullable Instant tried;
    private @Nullable CompletableFuture<Void> running;

    IssuerKeys(Issuer issuer, KeySource source, InstantSource clock) {
        this.issuer = issuer;
        this.source = source;
        this.clock = clock;
    }

    private record Fetched(KeySet keys, Instant at) {}

    /// The keys; null when there are none that may be used.
    @Nullable
    KeySet keys() {
        Fetched last = fetched;
        if (last == null) {
            return null;
        }
        Duration age = Duration.between(last.at(), clock.instant());
        if (age.compareTo(OLD) > 0) {
            refresh();
        }
        return age.compareTo(KEPT) > 0 ? null : last.keys();
    }

    /// Fetches the keys again, or joins whoever does.
    ///
    /// @return ends when that is over, however it ended; null when they were fetched just before
    synchronized @Nullable CompletableFuture<Void> refresh() {
        if (running != null) {
            return running;
        }
        Instant now = clock.instant();
        if (tried != null && now.isBefore(tried.plus(PAUSE))) {
            return null;
        }
        tried = now;
        CompletableFuture<Void> begun = new CompletableFuture<>();
        running = begun;
        Thread.ofVirtual().name("keys of an issuer").start(() -> {
            try {
                fetch();
            } finally {
                ended();
                begun.complete(null);
            }
        });
        return begun;
    }

    private synchronized void ended() {
        running = null;
    }

    private void fetch() {
        try {
            fetched = new Fetched(KeySet.parse(source.fetch(issuer)), clock.instant());
            if (away) {
                LOG.log(System.Logger.Level.INFO, "The keys of the issuer " + issuer.name() + " are available again.");
            }
            away = false;
        } catch (ParseException malformed) {
            missed("its key set cannot be read", malformed);
        } catch (IOException | RuntimeException failed) {
            missed(String.valueOf(failed.getMessage()), failed);
        }
    }

    private void missed(String why, Exception cause) {
        if (!away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The keys of the issuer " + issuer.name() + " cannot be fetched: " + why + ". "
                            + (fetched == null
                                    ? "Its tokens are refused until then."
                                    : "Those fetched before are used for up to " + KEPT.toHours() + " hours."));
            LOG.log(System.Logger.Level.DEBUG, "The keys of an issuer cannot be fetched.", cause);
        }
        away = true;
    }
}
