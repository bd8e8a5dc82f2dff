package io.gatehouse.http.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Large bodies share a bounded memory, and small ones are not held up by them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class BodyMemoryTest {

    private static final int ROOM = 1 << 20;
    private static final int LARGE = 600 << 10;
    private static final int QUEUE = 64 << 20;

    private HttpEngine engine;
    /// Its own budget is large, so that only the gateway's is judged.
    private HttpEngine outside;

    private HttpClient client;
    private final Map<String, HttpExchange> kept = new ConcurrentHashMap<>();

    @BeforeAll
    void start() {
        MemorySettings memory = new MemorySettings(ROOM, ROOM, 70, Duration.ofMillis(700), Duration.ofMillis(700));
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO, memory));
        outside = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
        client = outside.client(ClientSettings.defaults());
    }

    @AfterAll
    void stop() {
        engine.close();
        outside.close();
    }

    @AfterEach
    void allIsGivenBack() {
        awaitUsed(engine.memory().requests(), 0);
        awaitUsed(engine.memory().answers(), 0);
    }

    private static void awaitUsed(ByteBudget budget, long bytes) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (budget.used() != bytes) {
            assertThat(System.nanoTime()).as("still held: " + budget.used()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /// Keeps the requests to `/keep`, echoes the length of others.
    private Listener listen() throws ListenException {
        return listen(ListenSettings.of(0, "127.0.0.1"));
    }

    private Listener listen(ListenSettings settings) throws ListenException {
        return engine.listen(settings, new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) {
                if (exchange.path().startsWith("/keep")) {
                    kept.put(exchange.path(), exchange);
                } else {
                    exchange.respond(
                            200,
                            "text/plain",
                            String.valueOf(exchange.body().length).getBytes(UTF_8));
                }
            }

            @Override
            public String owner(HttpExchange exchange) {
                String owner = exchange.header("x-owner");
                return owner == null ? "" : owner;
            }

            @Override
            public boolean takesBody(HttpExchange exchange) {
                return !exchange.path().equals("/bodiless");
            }
        });
    }

    private Recorder post(Listener listener, String path, int length, String owner) {
        return post(client, URI.create("http://127.0.0.1:" + listener.port() + path), length, owner);
    }

    private static Recorder post(HttpClient from, URI uri, int length, String owner) {
        Recorder recorder = new Recorder(BodyMode.WHOLE);
        List<Header> headers = owner.isEmpty() ? List.of() : List.of(new Header("x-owner", owner));
        from.send(new ClientRequest("POST", uri, headers, new byte[length], Deadlines.none()), recorder);
        return recorder;
    }

    private HttpExchange kept(String path) {
        while (!kept.containsKey(path)) {
            Thread.onSpinWait();
        }
        return kept.remove(path);
    }

    @Test
    void aLargeRequestThatFindsNoRoomIsToComeAgainAndSmallOnesAreServed() throws Exception {
        try (Listener listener = listen()) {
            Recorder first = post(listener, "/keep", LARGE, "");
            HttpExchange holding = kept("/keep");
            Recorder second = post(listener, "/x", LARGE, "");
            assertThat(post(listener, "/x", 10_000, "").await().status).isEqualTo(200);
            assertThat(second.await().status).isEqualTo(503);
            assertThat(new String(second.body, UTF_8)).contains("no memory");
            holding.respond(200);
            assertThat(first.await().status).isEqualTo(200);
            assertThat(post(listener, "/x", LARGE, "").await().status).isEqualTo(200);
        }
    }

    @Test
    void anAnswerThatFindsNoRoomIsReplacedByWhatItsHandlerSaid() throws Exception {
        engine.memory().answers().force("other", 3 * ROOM);
        try (Listener listener = listen()) {
            Recorder first = post(listener, "/keep", 10, "a");
            kept("/keep")
                    .whenNoRoom(200, "{\"dropped\":1}".getBytes(UTF_8))
                    .respond(200, "application/json", new byte[LARGE]);
            assertThat(new String(first.await().body, UTF_8)).isEqualTo("{\"dropped\":1}");
            assertThat(first.status).isEqualTo(200);
            Recorder second = post(listener, "/keep", 10, "a");
            kept("/keep").respond(200, "application/json", new byte[LARGE]);
            assertThat(second.await().status).isEqualTo(503);
        } finally {
            engine.memory().answers().give("other", 3 * ROOM);
        }
    }

    @Test
    void theRefusalSaysWhenToComeAgain() throws Exception {
        try (Listener listener = listen();
                RawClient raw = new RawClient(listener.port())) {
            Recorder first = post(listener, "/keep", LARGE, "");
            HttpExchange holding = kept("/keep");
            raw.send("POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + LARGE
                    + "\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: 1");
            holding.respond(200);
            first.await();
        }
    }

    @Test
    void aRequestWaitsForRoomThatComesInTime() throws Exception {
        try (Listener listener = listen()) {
            Recorder first = post(listener, "/keep", LARGE, "");
            HttpExchange holding = kept("/keep");
            Recorder second = post(listener, "/x", LARGE, "");
            holding.respond(200);
            first.await();
            assertThat(second.await().status).isEqualTo(200);
            assertThat(new String(second.body, UTF_8)).isEqualTo(String.valueOf(LARGE));
        }
    }

    @Test
    void aBodyOfUnknownLengthIsCountedAsItGrows() throws Exception {
        try (Listener listener = listen();
                RawClient raw = new RawClient(listener.port())) {
            raw.send("POST /keep HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int sent = 0; sent < LARGE; sent += 0x8000) {
                raw.send(chunk);
            }
            raw.send("0\r\n\r\n");
            HttpExchange holding = kept("/keep");
            assertThat(engine.memory().requests().used()).isGreaterThan(LARGE);
            assertThat(post(listener, "/x", LARGE, "").await().status).isEqualTo(503);
            holding.respond(200);
            raw.readUntil("\r\n\r\n");
        }
    }

    @Test
    void whatNeverFitsIsTooLarge() throws Exception {
        try (Listener listener = listen()) {
            assertThat(post(listener, "/x", ROOM + 1, "").await().status).isEqualTo(413);
        }
    }

    @Test
    void oneCallerLeavesRoomForOthers() throws Exception {
        int third = 290 << 10;
        try (Listener listener = listen()) {
            Recorder one = post(listener, "/keep1", third, "a");
            Recorder two = post(listener, "/keep2", third, "a");
            HttpExchange first = kept("/keep1");
            HttpExchange second = kept("/keep2");
            assertThat(post(listener, "/x", third, "a").await().status).isEqualTo(503);
            assertThat(post(listener, "/x", third, "b").await().status).isEqualTo(200);
            first.respond(200);
            second.respond(200);
            one.await();
            two.await();
        }
    }

    @Test
    void twoCallersLeaveRoomForAThird() throws Exception {
        try (Listener listener = listen()) {
            Recorder one = post(listener, "/keep1", LARGE, "a");
            HttpExchange first = kept("/keep1");
            Recorder two = post(listener, "/keep2", 280 << 10, "b");
            HttpExchange second = kept("/keep2");
            assertThat(post(listener, "/x", 144 << 10, "b").await().status).isEqualTo(503);
            assertThat(post(listener, "/x", 90 << 10, "c").await().status).isEqualTo(200);
            first.respond(200);
            second.respond(200);
            one.await();
            two.await();
        }
    }

    @Test
    void aCallersLargestBodyLeavesAnEighth() throws Exception {
        try (Listener listener = listen()) {
            assertThat(post(listener, "/x", ROOM - 1, "a").await().status).isEqualTo(413);
            Recorder one = post(listener, "/keep", ROOM / 8 * 7, "a");
            HttpExchange holding = kept("/keep");
            assertThat(post(listener, "/x", 80 << 10, "b").await().status).isEqualTo(200);
            holding.respond(200);
            one.await();
        }
    }

    @Test
    void manySmallBodiesAreCountedToo() throws Exception {
        String body = "x".repeat(BodyMemory.SMALL);
        int most = 2 * ROOM / BodyMemory.SMALL;
        List<RawClient> clients = new ArrayList<>();
        try (Listener listener = listen()) {
            String refusal = "";
            while (refusal.isEmpty()) {
                assertThat(clients.size()).isLessThanOrEqualTo(most);
                String path = "/keep" + clients.size();
                RawClient client = new RawClient(listener.port());
                clients.add(client.send(head(path, body.length()) + body));
                while (!kept.containsKey(path) && client.socket.getInputStream().available() == 0) {
                    Thread.onSpinWait();
                }
                refusal = kept.containsKey(path) ? "" : client.readUntil("\r\n\r\n");
            }
            assertThat(refusal).startsWith("HTTP/1.1 503");
            assertThat(clients.size()).isGreaterThan(most / 2);
            kept.values().forEach(exchange -> exchange.respond(200));
            kept.clear();
            awaitUsed(engine.memory().requests(), 0);
            assertThat(post(listener, "/x", LARGE, "").await().status).isEqualTo(200);
        } finally {
            close(clients);
        }
    }

    @Test
    void manyHeadsThatNeverEndMakeRoom() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (Listener listener = listen()) {
            for (int i = 0; i < 2 * ROOM / (60 << 10); i++) {
                clients.add(new RawClient(listener.port()).send("GET / HTTP/1.1\r\nA: " + "x".repeat(60 << 10)));
            }
            assertThat(clients.getFirst().readAll()).isEmpty();
            assertThat(post(listener, "/x", 10, "").await().status).isEqualTo(200);
        } finally {
            close(clients);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"})
    void manyFieldsThatNeverEndMakeRoom(String begun) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (Listener listener = listen()) {
            for (int i = 0; i < 2 * ROOM / (16 << 10); i++) {
                clients.add(new RawClient(listener.port()).send(begun + "a:\r\n".repeat(190)));
            }
            assertThat(clients.getFirst().readAll()).isEmpty();
            assertThat(post(listener, "/x", 10, "").await().status).isEqualTo(200);
        } finally {
            close(clients);
        }
    }

    private static String head(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void close(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void aBodyThatIsNotWantedHoldsNothingAndIsAnsweredFromTheHead() throws Exception {
        String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
        try (Listener listener = listen();
                RawClient announced = new RawClient(listener.port());
                RawClient chunked = new RawClient(listener.port())) {
            announced.send("GET /bodiless HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + LARGE + "\r\n\r\nx");
            assertThat(announced.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(engine.memory().requests().used()).isZero();
            chunked.send("POST /bodiless HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
            chunked.send(chunk).send(chunk).send(chunk);
            assertThat(chunked.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(engine.memory().requests().used()).isZero();
        }
    }

    @Test
    void aBodyThatStallsGivesWayToThoseThatWait() throws Exception {
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .readTimeout(Duration.ofMillis(1200))
                .build();
        try (Listener listener = listen(settings);
                RawClient stalled = new RawClient(listener.port())) {
            // What came has earned it eight more seconds.
            stalled.send("POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + LARGE + "\r\n\r\n"
                    + "x".repeat(128 << 10));
            awaitUsed(engine.memory().requests(), LARGE);
            assertThat(post(listener, "/x", LARGE, "").await().status).isEqualTo(200);
            assertThat(stalled.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void overHttp2ItIsTheSame(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.make(folder, "server");
        ListenSettings tls = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .tls(certificates.pem())
                .build();
        try (Listener listener = listen(tls);
                HttpClient trusting = outside.client(ClientSettings.builder()
                        .authorities(certificates.pem().certificate())
                        .build())) {
            URI base = URI.create("https://localhost:" + listener.port());
            Recorder first = post(trusting, base.resolve("/keep"), LARGE, "");
            HttpExchange holding = kept("/keep");
            assertThat(post(trusting, base.resolve("/x"), LARGE, "").await().status)
                    .isEqualTo(503);
            assertThat(post(trusting, base.resolve("/x"), 10, "").await().status)
                    .isEqualTo(200);
            Recorder waiting = post(trusting, base.resolve("/x"), LARGE, "");
            holding.respond(200);
            assertThat(first.await().status).isEqualTo(200);
            assertThat(waiting.await().status).isEqualTo(200);
        }
    }

    @Test
    void anAnswerIsLeftUnreadUntilThereIsRoom() throws Exception {
        ByteBudget answers = engine.memory().answers();
        assertThat(answers.take("x", LARGE)).isTrue();
        byte[] body = new byte[LARGE];
        try (Listener server = outside.listen(
                        ListenSettings.of(0, "127.0.0.1"),
                        http -> http.respond(200, "application/octet-stream", body));
                HttpClient gateway = engine.client(ClientSettings.defaults())) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            assertThat(post(gateway, uri, 1, "").awaitFailure().kind()).isEqualTo(HttpFailure.Kind.NO_ROOM);
            Recorder waiting = post(gateway, uri, 1, "");
            waiting.awaitHead();
            answers.give("x", LARGE);
            assertThat(waiting.await().body).hasSize(LARGE);
            // What it held comes back right after its client was told.
            assertThat(answers.take("x", LARGE, Duration.ofSeconds(20))).isTrue();
            answers.give("x", LARGE);
        }
    }

    @Test
    void aLargeEventIsCountedToo() throws Exception {
        ByteBudget answers = engine.memory().answers();
        assertThat(answers.take("x", LARGE)).isTrue();
        byte[] data = "e".repeat(LARGE).getBytes(ISO_8859_1);
        try (Listener server = outside.listen(ListenSettings.of(0, "127.0.0.1"), http -> {
                    EventStream stream = http.events();
                    stream.send("small".getBytes(UTF_8));
                    stream.send(data);
                });
                HttpClient gateway = engine.client(ClientSettings.defaults())) {
            Recorder recorder = new Recorder(BodyMode.EVENTS);
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            gateway.send(new ClientRequest("GET", uri, List.of(), null, Deadlines.none()), recorder);
            assertThat(recorder.nextData()).isEqualTo("small");
            assertThat(recorder.awaitFailure().kind()).isEqualTo(HttpFailure.Kind.NO_ROOM);
        } finally {
            answers.give("x", LARGE);
        }
    }

    @Test
    void whatAClientDoesNotReadIsChargedUntilItLeaves() throws Exception {
        byte[] answer = new byte[8 << 20];
        CountDownLatch answered = new CountDownLatch(3);
        try (Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), exchange -> {
            exchange.respond(200, "application/octet-stream", answer);
            answered.countDown();
        })) {
            try (RawClient first = new RawClient(listener.port());
                    RawClient second = new RawClient(listener.port())) {
                first.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                awaitUsed(engine.memory().answers(), answer.length);
                second.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                assertThat(second.readUntil("\r\n\r\n"))
                        .startsWith("HTTP/1.1 503")
                        .containsIgnoringCase("retry-after");
            }
        }
    }

    @Test
    void aStreamThatNobodyReadsIsCutOffWhenMemoryIsShort() throws Exception {
        CompletableFuture<EventStream> opened = new CompletableFuture<>();
        CountDownLatch cut = new CountDownLatch(1);
        try (Listener listener = engine.listen(
                        ListenSettings.builder()
                                .hosts(List.of("127.0.0.1"))
                                .maxQueuedBytes(QUEUE)
                                .build(),
                        exchange -> opened.complete(exchange.events()));
                RawClient raw = new RawClient(listener.port())) {
            raw.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            EventStream stream = opened.get(10, TimeUnit.SECONDS);
            stream.onClosed(cut::countDown);
            byte[] note = new byte[30_000];
            // Far from what its queue may hold, so that nothing but the shared memory can cut it off.
            for (int sent = 0; sent < QUEUE / 2 && cut.getCount() > 0; sent += note.length) {
                stream.send(note);
            }
            assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.closed()).isTrue();
        }
    }
}
