package io.gatehouse.doors.front.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.HostAndPort;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.Seal;
import io.gatehouse.seal.SealKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What clients get of the answers of a replica that has the keys, and does not finish what it begins.
class PassedCallTest {
    private static final KeyRing KEYS =
            KeyRing.given(List.of(SealKey.of("a secret that both replicas have, and nobody else")));
    private static final int MEGABYTE = 1 << 20;
    private static final long LIMIT_SECONDS = 20;

    private final CountDownLatch end = new CountDownLatch(1);
    private final ReplicaId other = ReplicaId.random();
    private HttpServer unreliable;
    private HttpEngine engine;
    private Replicas replicas;
    private Listener door;
    private HttpClient http;

    @BeforeEach
    void start() throws Exception {
        unreliable = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        unreliable.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        unreliable.createContext("/", this::answer);
        unreliable.start();
        MemorySettings memory =
                new MemorySettings(16 * MEGABYTE, 16 * MEGABYTE, 50, Duration.ofSeconds(1), Duration.ofSeconds(1));
        engine = HttpEngine.start(new EngineSettings(0, SocketBackend.AUTO, memory));
        replicas = new Replicas(
                ReplicaId.random(),
                new ReplicaSettings(
                        new HostAndPort("127.0.0.1", 1),
                        List.of(URI.create(
                                "http://127.0.0.1:" + unreliable.getAddress().getPort())),
                        null,
                        null),
                false,
                KEYS,
                engine.client(ClientSettings.defaults()),
                () -> false);
        replicas.start();
        door = engine.listen(ListenSettings.of(0, "127.0.0.1"), this::pass);
        http = HttpClient.newHttpClient();
        long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (replicas.neighbours().isEmpty()) {
            assertThat(System.nanoTime()).as("the other replica is found").isLessThan(late);
            Thread.sleep(5);
        }
    }

    @AfterEach
    void stop() throws Exception {
        end.countDown();
        http.shutdownNow();
        replicas.close();
        door.close();
        engine.close();
        unreliable.stop(0);
    }

    /// The other replica: shows that it has the keys, then answers as the path says.
    private void answer(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
        Seal requests = seal("replica request", Errand.HEAD_BYTES + Errand.MOST_TEXT);
        String sealed = exchange.getRequestHeaders().getFirst(ReplicaSeals.HEADER);
        String path = exchange.getRequestURI().toString();
        if (!(requests.open(sealed, exchange.getRequestMethod(), path) instanceof Opened.Content content)) {
            exchange.close();
            return;
        }
        Errand errand = Objects.requireNonNull(Errand.read(content.bytes()));
        byte[] told = new Told(other.value(), false, false).toBytes();
        String proof = seal("replica answer", Told.BYTES).seal(told, errand.from() + " " + errand.number());
        exchange.getResponseHeaders().add(ReplicaSeals.HEADER, proof);
        exchange.getResponseHeaders().add("Mcp-Session-Id", "of-the-other");
        switch (path) {
            case "/cut" -> {
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write("{\"a\"".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            case "/slow" -> {
                exchange.sendResponseHeaders(200, 4 * MEGABYTE);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                wait(end);
            }
            case "/whole" -> {
                exchange.sendResponseHeaders(200, 3 * MEGABYTE);
                exchange.getResponseBody().write(new byte[3 * MEGABYTE]);
            }
            default -> exchange.sendResponseHeaders(204, -1);
        }
        exchange.close();
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Seal seal(String purpose, int bytes) {
        return new Seal(KEYS, purpose, Duration.ofMinutes(5), Seal.length(bytes), InstantSource.system());
    }

    /// This replica: passes everything, for the caller that a header names.
    private void pass(HttpExchange exchange) {
        Caller caller = Caller.ofKey(Objects.requireNonNull(exchange.header("caller")));
        Neighbour to = Objects.requireNonNull(replicas.chosen("any", false));
        replicas.pass(exchange, new Visitor(caller, "", () -> false), exchange.path(), to, new Unpassed() {
            @Override
            public void unsent() {
                say("unsent");
            }

            @Override
            public void stopping() {
                say("stopping");
            }

            @Override
            public void lost() {
                say("lost");
            }

            @Override
            public void broken(EventStream stream) {
                stream.end();
            }

            private void say(String what) {
                exchange.respond(200, "text/plain", what.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private CompletableFuture<HttpResponse<String>> send(String caller, String path) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                        .header("caller", caller)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void oneCallerDoesNotTakeTheMemoryForTheAnswersOfOthers() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int call = 0; call < 4; call++) {
            slow.add(send("ann", "/slow"));
        }
        CompletableFuture.anyOf(slow.toArray(CompletableFuture[]::new)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        HttpResponse<String> answer = send("ben", "/whole").get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(answer.body()).hasSize(3 * MEGABYTE);
    }

    @Test
    void anAnswerThatBreaksOffBeforeTheClientGotAnythingIsLost() throws Exception {
        HttpResponse<String> answer = send("ann", "/cut").get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("lost");
        assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
    }
}
