package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixtures.postgres.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresOpeningTest extends OpeningContract {
    private static final StoreState UNREACHABLE = new StoreState.Away(
            "The PostgreSQL server of the store cannot be reached. The gateway tries again every second.");
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final Duration AT_ONCE = Duration.ofMillis(700);

    @TempDir
    Path folder;

    private String url;

    @Override
    StoreSettings place() throws Exception {
        url = Postgres.database();
        return StoreSettings.postgres(url);
    }

    @Override
    String named() {
        return url;
    }

    private EmbeddedPostgres server(int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .start();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void failsWithin(Store store, Duration limit) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> store.keys().list())
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("The PostgreSQL server of the store ")
                .message()
                .doesNotContain("localhost", "127.0.0.1", "gate:", "secret");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(limit);
    }

    @Test
    void aServerThatGoesAndComesBackIsUsedAgain() throws Exception {
        int port = freePort();
        StoreSettings away = StoreSettings.postgres("postgresql://postgres:secret@localhost:" + port + "/postgres")
                .withLimits(LIMIT, Duration.ofSeconds(5));
        try (Store shared = Store.open(away)) {
            assertThat(shared.opened()).isEqualTo(UNREACHABLE);
            failsWithin(shared, AT_ONCE);

            StoredKey first;
            try (EmbeddedPostgres server = server(port)) {
                assertThat(server.getPort()).isEqualTo(port);
                eventually(shared, new StoreState.Ready());
                first = done(shared.keys().add(grant("first"), digest("first"), NOW));
            }
            failsWithin(shared, LIMIT.plus(SLACK));
            assertThat(shared.state()).isInstanceOf(StoreState.Away.class);
            failsWithin(shared, AT_ONCE);

            try (EmbeddedPostgres server = server(port)) {
                assertThat(server.getPort()).isEqualTo(port);
                eventually(shared, new StoreState.Ready());
                StoredKey second = done(shared.keys().add(grant("second"), digest("second"), NOW));
                assertThat(shared.keys().changesSince(0).keys()).containsExactly(first, second);
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerHoldsNobodyUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Store hanging = Store.open(
                        StoreSettings.postgres("postgresql://localhost:" + silent.getLocalPort() + "/postgres")
                                .withLimits(LIMIT, Duration.ofSeconds(5)))) {
            failsWithinOpening(hanging);
            assertThat(hanging.opened()).isEqualTo(UNREACHABLE);
            failsWithin(hanging, AT_ONCE);
        }
    }

    @Test
    void aServerThatStopsAnsweringIsAwayUntilItAnswersAgain() throws Exception {
        try (Relay relay = new Relay(TestPostgres.port());
                Store shared = ready(
                        StoreSettings.postgres(url.replace(":" + TestPostgres.port() + "/", ":" + relay.port() + "/"))
                                .withLimits(LIMIT, Duration.ofSeconds(1)))) {
            eventually(shared, new StoreState.Ready());
            StoredKey key = done(shared.keys().add(grant("build"), digest("s"), NOW));
            relay.freeze();
            assertThatThrownBy(() -> shared.keys().list()).isInstanceOf(StoreAwayException.class);
            eventually(shared, UNREACHABLE);
            failsWithin(shared, AT_ONCE);
            relay.thaw();
            eventually(shared, new StoreState.Ready());
            assertThat(shared.keys().list()).containsExactly(key);
        }
    }

    private static void failsWithinOpening(Store store) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> store.keys().list()).isInstanceOf(StoreAwayException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT.plus(SLACK));
    }

    @Test
    void whatIsWrongIsReported() throws Exception {
        try (Store missing = Store.open(StoreProcess.settings(url + "missing"));
                Store unknown = Store.open(StoreProcess.settings(url.replace("//gate:", "//nobody:")));
                Store wrong = Store.open(StoreProcess.settings(url.replace("p%40ss", "wrong")))) {
            assertThat(missing.opened())
                    .isEqualTo(new StoreState.Away("The PostgreSQL server of the store does not have the database."
                            + " Create it, or correct the store's URL."));
            StoreState refused = new StoreState.Away("The PostgreSQL server of the store refuses the user or the"
                    + " password. Correct them in the store's URL.");
            assertThat(unknown.opened()).isEqualTo(refused);
            assertThat(wrong.opened()).isEqualTo(refused);
        }
    }

    @Test
    void moreThreadsThanConnectionsWait() throws Exception {
        try (Store narrow = ready(settings.withConnections(1))) {
            Thread[] threads = new Thread[8];
            for (int at = 0; at < threads.length; at++) {
                int number = at;
                threads[at] = Thread.startVirtualThread(() -> {
                    try {
                        done(narrow.keys().add(grant("k" + number), digest("k" + number), NOW));
                    } catch (StoreAwayException missing) {
                        // The count below fails.
                        return;
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(narrow.keys().list()).hasSize(threads.length);
        }
    }
}
