package io.gatehouse.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Notices that a configuration changed and applies it. The contents of its files are compared again and again, which
/// finds what notifications of the file system miss: a file that is replaced by renaming, a symbolic link that points
/// elsewhere (Kubernetes), a network folder. A file whose time changes but not its contents was touched, which asks for
/// the same as [#reload()]. Files are read once they have been quiet. A configuration that is wrong, or that
/// [ReloadCheck] takes for half a file, is refused; the running one stays.
public final class ConfigurationWatcher implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /// A file that is being written is left alone until it has not changed for this long.
    private static final long QUIET_MILLIS = 400;
    /// A file that never comes to rest is read all the same after this many such times.
    private static final int MOST_ROUNDS = 50;

    private final ConfigurationLoader loader;
    private final Consumer<Configuration> applied;
    private final Consumer<ConfigurationException> refused;
    private final Runnable restored;
    private final Duration interval;
    private final Pause quiet;
    private final Semaphore asked = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private boolean refusedLast;
    private Configuration running;
    private List<Path> files;
    private String seen;
    private List<FileTime> times;

    /// Starts to watch the files of a configuration.
    ///
    /// @param applied takes each changed configuration, on the watcher's thread
    /// @param refused takes what is wrong with a changed configuration, on the watcher's thread
    /// @param restored is told when, after a refusal, the files say again what runs
    public ConfigurationWatcher(
            ConfigurationLoader loader,
            Configuration running,
            Consumer<Configuration> applied,
            Consumer<ConfigurationException> refused,
            Runnable restored) {
        this(loader, running, applied, refused, restored, INTERVAL, () -> TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS));
    }

    /// Passes a time in which a file that is being written changes again.
    @FunctionalInterface
    public interface Pause {
        void pass() throws InterruptedException;
    }

    /// The same at another pace.
    ///
    /// @param interval how long the files are left alone between two looks at them
    /// @param quiet passes the time for which a file must not have changed before it is read
    public ConfigurationWatcher(
            ConfigurationLoader loader,
            Configuration running,
            Consumer<Configuration> applied,
            Consumer<ConfigurationException> refused,
            Runnable restored,
            Duration interval,
            Pause quiet) {
        this.loader = loader;
        this.applied = applied;
        this.refused = refused;
        this.restored = restored;
        this.interval = interval;
        this.quiet = quiet;
        this.running = running;
        this.files = running.read().paths();
        this.seen = running.read().fingerprint();
        this.times = times(files);
        this.thread = Thread.ofVirtual().name("configuration-watcher").start(this::watch);
    }

    /// Loads the configuration now, changed or not: its variables may have.
    public void reload() {
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
                boolean changed = !Fingerprint.of(files).equals(seen);
                if (forced || changed || !times(files).equals(times)) {
                    load(forced || !changed);
                }
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    /// @param forced whether it is applied even when it says the same as before
    private void load(boolean forced) throws InterruptedException {
        settle();
        List<FileTime> settled = times(files);
        List<Path> timed = files;
        try {
            Configuration next = loader.load();
            ReadFiles read = next.read();
            if (!Fingerprint.of(read.paths()).equals(read.fingerprint())) {
                // It changed while it was read: what was read may be half of it, and is read again soon.
                if (forced) {
                    asked.release();
                }
                return;
            }
            ReloadCheck.check(running, next);
            boolean same = next.same(running);
            files = read.paths();
            seen = read.fingerprint();
            running = next;
            if (forced || !same) {
                applied.accept(next);
            } else if (refusedLast) {
                restored.run();
            }
            refusedLast = false;
        } catch (ConfigurationException wrong) {
            files = wrong.files();
            seen = wrong.fingerprint();
            refusedLast = true;
            refused.accept(wrong);
        }
        // A file that was touched while it was read is read again; those that are new here have not been seen before.
        times = files.equals(timed) ? settled : times(files);
    }

    private static List<FileTime> times(List<Path> files) {
        return files.stream().map(ConfigurationWatcher::time).toList();
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException missing) {
            return FileTime.fromMillis(0);
        }
    }

    /// Waits until the files are quiet.
    private void settle() throws InterruptedException {
        String before = Fingerprint.of(files);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            quiet.pass();
            String now = Fingerprint.of(files);
            if (now.equals(before)) {
                return;
            }
            before = now;
        }
    }
}
