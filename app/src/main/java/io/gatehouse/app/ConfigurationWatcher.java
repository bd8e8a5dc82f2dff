package io.gatehouse.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Notices that a configuration changed and applies it. The contents of its files are compared again and again, which
/// finds what notifications of the file system miss: a file that is replaced by renaming, a symbolic link that points
/// elsewhere (Kubernetes), a network folder. A configuration that is wrong is refused; the running one stays.
final class ConfigurationWatcher implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /// A file that is being written is left alone until it has not changed for this long.
    private static final Duration SETTLED = Duration.ofMillis(50);

    private static final int SETTLING_ROUNDS = 40;

    private final ConfigurationLoader loader;
    private final Consumer<Configuration> applied;
    private final Consumer<ConfigurationException> refused;
    private final Duration interval;
    private final Semaphore asked = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private List<Path> files;
    private String seen;

    /// Starts to watch the files of a configuration.
    ///
    /// @param applied takes each changed configuration, on the watcher's thread
    /// @param refused takes what is wrong with a changed configuration, on the watcher's thread
    ConfigurationWatcher(
            ConfigurationLoader loader,
            Configuration running,
            Consumer<Configuration> applied,
            Consumer<ConfigurationException> refused) {
        this(loader, running, applied, refused, INTERVAL);
    }

    ConfigurationWatcher(
            ConfigurationLoader loader,
            Configuration running,
            Consumer<Configuration> applied,
            Consumer<ConfigurationException> refused,
            Duration interval) {
        this.loader = loader;
        this.applied = applied;
        this.refused = refused;
        this.interval = interval;
        this.files = running.files();
        this.seen = running.fingerprint();
        this.thread = Thread.ofVirtual().name("configuration-watcher").start(this::watch);
    }

    /// Loads the configuration now, changed or not: its variables may have.
    void reload() {
        asked.release();
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void watch() {
        while (closed.getCount() > 0) {
            try {
                boolean forced = asked.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
                forced |= asked.drainPermits() > 0;
                if (forced || !Fingerprint.of(files).equals(seen)) {
                    load();
                }
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private void load() throws InterruptedException {
        String settled = settled();
        try {
            Configuration next = loader.load();
            files = next.files();
            seen = next.fingerprint();
            applied.accept(next);
        } catch (ConfigurationException wrong) {
            boolean same = files.equals(wrong.files());
            files = wrong.files();
            seen = same ? settled : Fingerprint.of(files);
            refused.accept(wrong);
        }
    }

    private String settled() throws InterruptedException {
        String before = Fingerprint.of(files);
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            if (closed.await(SETTLED.toMillis(), TimeUnit.MILLISECONDS)) {
                return before;
            }
            String now = Fingerprint.of(files);
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        return before;
    }
}
