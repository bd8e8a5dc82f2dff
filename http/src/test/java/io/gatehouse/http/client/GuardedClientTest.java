package io.gatehouse.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.Peer;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.Target;
import io.gatehouse.http.address.AddressGuard;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.http.address.HostResolver;
import io.gatehouse.http.address.PublicAddresses;
import io.gatehouse.http.engine.HttpEngine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A client with a guard connects where the guard says, and nowhere else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardedClientTest {

    private static final Deadlines TEN_SECONDS = Deadlines.total(Duration.ofSeconds(10));
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final List<AddressRange> LOOPBACK = List.of(AddressRange.of("127.0.0.0/8"));

    private HttpEngine engine;
    private Certificates certificates;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private HttpClient client(AddressGuard guard) {
        return engine.client(ClientSettings.builder()
                .authorities(certificates.pem().certificate())
                .guard(guard)
                .build());
    }

    private static ClientRequest get(String uri) {
        return new ClientRequest("GET", URI.create(uri), List.of(), null, TEN_SECONDS);
    }

    private static void answer(Peer.Connection connection) throws Exception {
        while (connection.request() != null) {
            connection.write(OK);
        }
    }

    private static List<InetAddress> addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toList();
    }

    @Test
    void aNameThatChangesItsMindIsCalledWhereItWasChecked() throws Exception {
        try (Peer trap = new Peer(GuardedClientTest::answer)) {
            AtomicInteger asked = new AtomicInteger();
            HostResolver rebinding = host -> addresses(asked.incrementAndGet() == 1 ? "127.0.0.2" : "127.0.0.1");
            PublicAddresses onlyTwo = new PublicAddresses(rebinding, List.of(AddressRange.of("127.0.0.2")));
            try (Peer right = new Peer(
                            new ServerSocket(trap.port(), 50, InetAddress.getByName("127.0.0.2")), connection -> {
                                connection.request();
                                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                            });
                    HttpClient client = client(onlyTwo)) {
                String address = "http://rebind.example:" + right.port() + "/";
                assertThat(new String(client.exchange(get(address)).body(), UTF_8))
                        .isEqualTo("ok");
                assertThat(asked).hasValue(1);
                HttpFailure second = catchThrowableOfType(HttpFailure.class, () -> client.exchange(get(address)));
                assertThat(second.kind()).isEqualTo(HttpFailure.Kind.CONNECT);
                assertThat(second.sent()).isFalse();
                assertThat(second).hasMessageContaining("not public").hasMessageNotContaining("127.0.0.1");
                assertThat(asked).hasValue(2);
                assertThat(right.accepted).hasValue(1);
                assertThat(trap.accepted).hasValue(0);
            }
        }
    }

    @Test
    void everyNewConnectionIsCheckedAndAnOpenOneIsKept() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AddressGuard counting = host -> {
            asked.incrementAndGet();
            return addresses("127.0.0.1");
        };
        try (Peer peer = new Peer(GuardedClientTest::answer);
                HttpClient client = client(counting)) {
            for (int call = 0; call < 5; call++) {
                client.exchange(get("http://once.example:" + peer.port() + "/"));
            }
            assertThat(asked).hasValue(1);
            assertThat(peer.heads.getFirst()).contains("host: once.example:" + peer.port());
        }
    }

    @Test
    void aLookupThatOutlivesItsEventLoopEndsQuietly() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Thread> lookup = new AtomicReference<>();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        AddressGuard slow = host -> {
            lookup.set(Thread.currentThread());
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> failed.set(failure));
            looking.countDown();
            awaitUninterruptibly(ended);
            return addresses("127.0.0.1");
        };
        try (HttpEngine closing = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO))) {
            HttpClient client =
                    closing.client(ClientSettings.builder().guard(slow).build());
            client.send(get("http://slow.example/"), new Recorder(BodyMode.WHOLE));
            looking.await();
        }
        ended.countDown();
        // A thread of lookups that waits for the next one does so for a while only.
        while (lookup.get().getState() != Thread.State.TIMED_WAITING
                && lookup.get().getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        assertThat(failed.get()).isNull();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void localhostAndLiteralAddressesGetNoSpecialWay() throws Exception {
        try (Peer peer = new Peer(GuardedClientTest::answer);
                HttpClient client = client(new PublicAddresses(HostResolver.SYSTEM, List.of()))) {
            for (String host : List.of(
                    "localhost",
                    "127.0.0.1",
                    "[::1]",
                    "[::ffff:127.0.0.1]",
                    "2130706433",
                    "0x7f000001",
                    "localhost.")) {
                HttpFailure refused = catchThrowableOfType(
                        HttpFailure.class, () -> client.exchange(get("http://" + host + ":" + peer.port() + "/")));
                assertThat(refused).as(host).isNotNull();
                assertThat(refused.kind()).as(host).isEqualTo(HttpFailure.Kind.CONNECT);
            }
            assertThat(peer.accepted).hasValue(0);
        }
    }

    @Test
    void whatOnlyLooksLikeAHostIsNoTarget() {
        for (String host : List.of("127.1", "a.0x7f", "1.2_3", "a_b.0x7f", "%6c", "a@b@c")) {
            assertThatThrownBy(() -> Target.of(URI.create("https://" + host + "/")))
                    .as(host)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theNextAddressIsTriedWhenNobodyListensAtTheFirst() throws Exception {
        AddressGuard two = host -> addresses("127.0.0.9", "127.0.0.1");
        try (Peer peer = new Peer(GuardedClientTest::answer);
                HttpClient client = client(two)) {
            assertThat(client.exchange(get("http://two.example:" + peer.port() + "/"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void overTlsTheCertificateMustNameTheHostAndNotTheAddress() throws Exception {
        try (Listener listener = engine.listen(
                        ListenSettings.builder()
                                .hosts(List.of("127.0.0.1"))
                                .tls(certificates.pem())
                                .build(),
                        exchange -> exchange.respond(
                                200,
                                "text/plain",
                                String.valueOf(exchange.header("Host")).getBytes(UTF_8)));
                HttpClient client = client(host -> addresses("127.0.0.1"))) {
            assertThat(new String(
                            client.exchange(get("https://localhost:" + listener.port() + "/"))
                                    .body(),
                            UTF_8))
                    .isEqualTo("localhost:" + listener.port());
            HttpFailure other = catchThrowableOfType(
                    HttpFailure.class, () -> client.exchange(get("https://other.example:" + listener.port() + "/")));
            assertThat(other.kind()).isEqualTo(HttpFailure.Kind.TLS);
        }
    }

    @Test
    void aProxyIsAskedForTheCheckedAddressAndNeverForAName() throws Exception {
        try (Peer proxy = new Peer(connection -> {
                    connection.request();
                    connection.write("HTTP/1.1 200 OK\r\n\r\n");
                    answer(connection);
                });
                HttpClient client = engine.client(ClientSettings.builder()
                        .proxy(ProxySettings.of(ProxySettings.Kind.HTTP, "127.0.0.1", proxy.port()))
                        .guard(host -> addresses("127.0.0.7"))
                        .build())) {
            client.exchange(get("http://name.example:81/"));
            assertThat(proxy.heads.getFirst()).startsWith("CONNECT 127.0.0.7:81 ");
        }
    }

    @Test
    void aSlowResolverHoldsUpNeitherTheDeadlineNorOtherCalls() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AddressGuard slow = host -> {
            if (host.startsWith("slow")) {
                try {
                    never.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return addresses("127.0.0.1");
        };
        try (Peer peer = new Peer(GuardedClientTest::answer);
                HttpClient client = engine.client(ClientSettings.builder()
                        .connectTimeout(Duration.ofMillis(300))
                        .guard(slow)
                        .build())) {
            HttpFailure late = catchThrowableOfType(
                    HttpFailure.class, () -> client.exchange(get("http://slow.example:" + peer.port() + "/")));
            assertThat(late.kind()).isEqualTo(HttpFailure.Kind.CONNECT_TIMEOUT);
            assertThat(client.exchange(get("http://quick.example:" + peer.port() + "/"))
                            .status())
                    .isEqualTo(200);
        } finally {
            never.countDown();
        }
    }

    @Test
    void aRedirectToSomewhereElseIsNotFollowed() throws Exception {
        try (Peer inside = new Peer(GuardedClientTest::answer);
                Peer outside = new Peer(connection -> {
                    connection.request();
                    connection.write("HTTP/1.1 302 Found\r\nLocation: " + inside.uri("/secret")
                            + "\r\nContent-Length: 0\r\n\r\n");
                });
                HttpClient client = client(new PublicAddresses(host -> addresses("127.0.0.1"), LOOPBACK))) {
            assertThat(client.exchange(get("http://outside.example:" + outside.port() + "/"))
                            .status())
                    .isEqualTo(302);
            assertThat(inside.accepted).hasValue(0);
        }
    }
}
