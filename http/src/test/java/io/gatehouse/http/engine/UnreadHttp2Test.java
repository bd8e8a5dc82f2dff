package io.gatehouse.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.http.RawHttp2;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.memory.BodyMemory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients of HTTP/2 that ask and take no byte of the answers hold a bounded memory, and not for long.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class UnreadHttp2Test {
    private static final int ROOM = 2 << 20;
    private static final int ALMOST_LARGE = BodyMemory.SMALL - 1000;
    private static final Map<String, String> LARGE_HEAD = Map.of("x-a", "q".repeat(15_000));

    private HttpEngine engine;
    private HttpEngine outside;
    private Certificates certificates;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        MemorySettings memory = new MemorySettings(ROOM, ROOM, 70, Duration.ofMillis(700), Duration.ofMillis(700));
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO, memory));
        outside = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
    }

    @AfterAll
    void stop() {
        engine.close();
        outside.close();
    }

    @AfterEach
    void allIsGivenBack() {
        awaitSmall(0, 0);
        assertThat(engine.memory().requests().used()).isZero();
        assertThat(engine.memory().answers().used()).isZero();
    }

    private void awaitSmall(long least, long most) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        long held = -1;
        while (held < least || held > most) {
            assertThat(System.nanoTime()).as("held: " + held).isLessThan(end);
            Loop loop = engine.loops().all().getFirst();
            held = loop.eventLoop()
                    .submit(loop.small()::held)
                    .syncUninterruptibly()
                    .getNow();
        }
    }

    private Listener listen(Duration writeTimeout) throws ListenException {
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .tls(certificates.pem())
                .writeTimeout(writeTimeout)
                .build();
        return engine.listen(settings, new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) {
                switch (exchange.path()) {
                    case "/events" -> exchange.events().send(new byte[ALMOST_LARGE]);
                    case "/answer" -> exchange.respond(200, "text/plain", new byte[ALMOST_LARGE]);
                    case "/large" -> exchange.respond(200, "text/plain", new byte[BodyMemory.SMALL + 1]);
                    default -> exchange.respond(401, "text/plain", new byte[100]);
                }
            }

            @Override
            public boolean takesBody(HttpExchange exchange) {
                return exchange.path().equals("/answer");
            }
        });
    }

    private Listener listen() throws ListenException {
        return listen(Duration.ofSeconds(60));
    }

    private RawHttp2 client(Listener listener) throws Exception {
        return new RawHttp2(certificates.trusting(), listener.port());
    }

    private static void ask(RawHttp2 client, int times, String path, Map<String, String> fields) {
        try {
            for (int i = 0; i < times; i++) {
                client.get(path, fields);
            }
        } catch (IOException closed) {
            // As it should be.
        }
    }

    private void assertServed(Listener listener) throws Exception {
        try (HttpClient good = outside.client(ClientSettings.builder()
                .authorities(certificates.pem().certificate())
                .build())) {
            URI uri = URI.create("https://localhost:" + listener.port() + "/answer");
            ClientRequest request =
                    new ClientRequest("GET", uri, List.of(), null, Deadlines.total(Duration.ofSeconds(10)));
            assertThat(good.exchange(request).body()).hasSize(ALMOST_LARGE);
        }
    }

    @Test
    void refusalsThatNobodyTakesDoNotFillTheMemory() throws Exception {
        try (Listener listener = listen();
                RawHttp2 greedy = client(listener)) {
            // All that it asks for would hold more than twice as much.
            ask(greedy, 140, "/", LARGE_HEAD);
            greedy.goodbye();
            assertServed(listener);
        }
    }

    @Test
    void answersBelowTheLargeOnesAreCountedUntilTheyAreTaken() throws Exception {
        try (Listener listener = listen()) {
            try (RawHttp2 client = client(listener)) {
                ask(client, 3, "/answer", Map.of());
                awaitSmall(3 * ALMOST_LARGE, ROOM);
            }
            awaitSmall(0, 0);
            try (RawHttp2 greedy = client(listener)) {
                ask(greedy, 100, "/answer", Map.of());
                greedy.goodbye();
                assertServed(listener);
            }
        }
    }

    @Test
    void eventsThatWaitAreCountedBelowTheLargeOnesToo() throws Exception {
        try (Listener listener = listen();
                RawHttp2 client = client(listener)) {
            ask(client, 3, "/events", Map.of());
            awaitSmall(3 * ALMOST_LARGE, ROOM);
        }
    }

    @Test
    void manyAnswersThatNobodyTakesEndTheirConnection() throws Exception {
        try (Listener listener = listen();
                RawHttp2 client = client(listener)) {
            ask(client, 80, "/", Map.of());
            assertThat(client.goodbye()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void anAnswerThatNobodyTakesEndsItsConnectionInTime() throws Exception {
        try (Listener listener = listen(Duration.ofMillis(300))) {
            for (String path : List.of("/", "/large")) {
                try (RawHttp2 client = client(listener)) {
                    ask(client, 1, path, Map.of());
                    client.goodbye();
                }
            }
        }
    }
}
