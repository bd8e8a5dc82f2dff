package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A gateway with little memory and few descriptors is attacked, once with each attack, or as long as the property
/// `attack.seconds` says: a good client is served meanwhile, memory stays bounded, and all recovers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(value = OS.LINUX, disabledReason = "open descriptors are counted in /proc")
class AttackTest {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("attack.seconds", 0));
    private static final int DESCRIPTORS = 512;
    private static final int SPARE_DESCRIPTORS = 16;
    private static final int ATTEMPTS = 2;

    /// Bounds all of the process: heap, buffers outside of it, code and stacks.
    private static final long MOST_RESIDENT_KIB = 448 << 10;

    private LargeAnswers good;
    private LargeAnswers hostile;
    private GatehouseProcess gatehouse;
    private URI endpoint;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        good = new LargeAnswers(1);
        hostile = new HostileAnswers(Attack.LARGE);
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                servers: {good: {url: "%s"}, hostile: {url: "%s"}}
                """.formatted(good.url(), hostile.url()));
        gatehouse = GatehouseProcess.unhurried(folder, DESCRIPTORS, List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"));
        endpoint = GatehouseProcess.endpoint(gatehouse.out(line -> line.contains("endpoint")));
        Patience.until("the servers are ready", () -> ready("good_small") && ready("hostile_small"));
    }

    private boolean ready(String tool) {
        try (RawHttp connection = RawHttp.to(endpoint)) {
            return connection.send(RawHttp.call(tool, "{}")).answer().contains("\"text\":\"x\"");
        } catch (IOException closed) {
            return false;
        }
    }

    @AfterAll
    void stop() throws IOException {
        gatehouse.close();
        hostile.close();
        good.close();
    }

    @ParameterizedTest
    @EnumSource
    void aGoodClientIsServedMemoryStaysBoundedAndAllRecovers(Attack attack) throws Exception {
        long before = descriptors();
        attack.bites(endpoint);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        Thread good = Thread.startVirtualThread(() -> {
            try {
                do {
                    serveWithRetries();
                    served.incrementAndGet();
                } while (!over.get());
            } catch (IOException | RuntimeException | AssertionError failed) {
                refused.add(failed);
            }
        });
        long end = System.nanoTime() + LENGTH.toNanos();
        do {
            strike(attack);
        } while (System.nanoTime() - end < 0);
        over.set(true);
        good.join();
        assertThat(refused).isEmpty();
        assertThat(served.get()).isPositive();
        serveWithRetries();
        Patience.until("the descriptors are free again", () -> descriptors() <= before + SPARE_DESCRIPTORS);
        assertThat(resident()).isLessThan(MOST_RESIDENT_KIB);
        assertThat(gatehouse.allErr())
                .noneMatch(line -> line.contains("OutOfMemory") || line.contains("\"level\":\"error\""));
    }

    private void strike(Attack attack) {
        try {
            attack.strike(endpoint);
        } catch (IOException cut) {
            // The attacker's loss.
        }
    }

    /// Tries again on a new connection when one is reset, as SDKs do: in a flood it may be a good client's that makes
    /// room.
    private void serveWithRetries() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                serve();
                return;
            } catch (IOException reset) {
                if (attempt == ATTEMPTS) {
                    throw reset;
                }
            }
        }
    }

    private void serve() throws IOException {
        try (RawHttp connection = RawHttp.to(endpoint)) {
            assertThat(connection.send(RawHttp.get("/health")).answer()).startsWith("HTTP/1.1 200");
            assertThat(connection.send(RawHttp.call("good_small", "{}")).answer())
                    .contains("\"text\":\"x\"");
        }
    }

    /// The most memory that the process has had so far.
    private long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(gatehouse.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .sum();
    }

    private long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(gatehouse.pid()), "fd"))) {
            return open.count();
        } catch (IOException ended) {
            throw new AssertionError("the gateway has ended: " + gatehouse.allErr(), ended);
        }
    }
}
