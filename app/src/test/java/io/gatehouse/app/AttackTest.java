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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A gateway with little memory and few descriptors is attacked, as long as the property `attack.seconds` says for each
/// attack: a good client is served meanwhile, memory stays bounded, and all recovers.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(value = OS.LINUX, disabledReason = "open descriptors are counted in /proc")
class AttackTest {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("attack.seconds", 2));
    private static final int DESCRIPTORS = 512;
    private static final int SPARE_DESCRIPTORS = 16;
    private static final int ATTEMPTS = 10;

    private GatehouseProcess gatehouse;
    private URI endpoint;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        gatehouse = GatehouseProcess.limited(
                folder, DESCRIPTORS, List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError"), "up", "--port", "0", "--json");
        endpoint = GatehouseProcess.endpoint(gatehouse.out(line -> line.contains("endpoint")));
        serve();
    }

    @AfterAll
    void stop() {
        gatehouse.close();
    }

    @ParameterizedTest
    @EnumSource
    void aGoodClientIsServedMemoryStaysBoundedAndAllRecovers(Attack attack) throws Exception {
        long before = descriptors();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        List<Exception> refused = new CopyOnWriteArrayList<>();
        Thread good = Thread.startVirtualThread(() -> {
            try {
                while (!over.get()) {
                    serveWithRetries();
                    served.incrementAndGet();
                }
            } catch (IOException | RuntimeException failed) {
                refused.add(failed);
            }
        });
        long end = System.nanoTime() + LENGTH.toNanos();
        do {
            strike(attack);
        } while (System.nanoTime() < end);
        over.set(true);
        good.join();
        assertThat(refused).isEmpty();
        assertThat(served.get()).isPositive();
        serveWithRetries();
        Patience.until("the descriptors are free again", () -> descriptors() <= before + SPARE_DESCRIPTORS);
        assertThat(gatehouse.allErr()).noneMatch(line -> line.contains("\"level\":\"error\""));
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
        }
    }

    private long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(gatehouse.pid()), "fd"))) {
            return open.count();
        } catch (IOException ended) {
            throw new AssertionError("the gateway has ended: " + gatehouse.allErr(), ended);
        }
    }
}
