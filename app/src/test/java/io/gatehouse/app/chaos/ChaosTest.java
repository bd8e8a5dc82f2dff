package io.gatehouse.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Processes and connections are killed at random while clients of every revision call servers of every kind: nothing
/// acknowledged is lost, nothing happens or is answered twice, nothing hangs, and nothing is left.
///
/// `chaos.seconds` says how long, `chaos.seed` repeats the same blows.
@Isolated
@EnabledOnOs(value = OS.LINUX, disabledReason = "threads and descriptors are counted in /proc")
class ChaosTest {
    private static final int SHORT_SECONDS = 14;
    private static final long SHORT_SEED = 419;
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("chaos.seconds", SHORT_SECONDS));
    private static final long SEED = Long.getLong(
            "chaos.seed", System.getProperty("chaos.seconds") == null ? SHORT_SEED : System.nanoTime() & 0xFFFFFF);
    /// Of the time, how much the last gateway is spared for, so that what it leaves behind adds up.
    private static final double SPARED = 0.3;
    private static final int MOST_PAUSE_MILLIS = 700;
    private static final int BLOWS_BETWEEN_CHECKS = 12;
    /// Sessions end after 20 seconds without a request.
    private static final Duration SETTLING = Duration.ofSeconds(90);

    @Test
    void nothingIsLostAnsweredTwiceHangsOrIsLeft(@TempDir Path folder) throws Exception {
        System.out.println("chaos: seed " + SEED + ", " + LENGTH.toSeconds() + " s");
        Ledger ledger = new Ledger(Files.createDirectories(folder.resolve("ledger")));
        Book book = new Book(ledger);
        try (ChaosBed bed = new ChaosBed(folder, book, ledger)) {
            Footprint before = Footprint.of(bed.gateway().pid());
            bed.load(SEED);
            AtomicBoolean over = new AtomicBoolean();
            Thread watch = Thread.ofVirtual().start(() -> watch(bed, over));
            strike(bed, book);
            over.set(true);
            watch.join();
            bed.served();
            bed.unload();
            bed.heard();
            bed.leave();
            book.compare();
            Footprint[] after = new Footprint[1];
            bed.within(SETTLING, "nothing has grown", () -> {
                after[0] = Footprint.of(bed.gateway().pid());
                return after[0].fits(before);
            });
            System.out.println("chaos: before " + before + ", after " + after[0]);
            bed.gateway().stop();
            assertThat(bed.gateway().seen()).noneMatch(ProcessHandle::isAlive);
        } finally {
            System.out.println("chaos: seed " + SEED + "\n" + book.summary());
        }
        assertThat(book.faults()).as("seed " + SEED).isEmpty();
        assertThat(book.calls()).isPositive();
    }

    private static void strike(ChaosBed bed, Book book) throws Exception {
        Random random = new Random(SEED);
        long began = System.nanoTime();
        int blows = 0;
        for (long past = 0; past < LENGTH.toNanos(); past = System.nanoTime() - began) {
            Blow blow = Blow.next(random);
            if (blow.sparesTheGateway() || past < LENGTH.toNanos() * (1 - SPARED)) {
                System.out.println("chaos: " + past / 1_000_000 + " ms: " + blow);
                book.count("* " + blow);
                blow.strike(bed, new Random(random.nextLong()));
            }
            if (++blows % BLOWS_BETWEEN_CHECKS == 0) {
                bed.served();
                book.compare();
            }
            Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
        }
    }

    private static void watch(ChaosBed bed, AtomicBoolean over) {
        try {
            while (!over.get()) {
                bed.watch();
                Thread.sleep(500);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
