package io.gatehouse.doors.front.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.front.Audience;
import io.gatehouse.doors.front.Door;
import io.gatehouse.doors.front.Front;
import io.gatehouse.doors.front.GuardSettings;
import io.gatehouse.doors.front.Refusal;
import io.gatehouse.doors.front.RequestGuard;
import io.gatehouse.doors.front.Route;
import io.gatehouse.doors.front.Routes;
import io.gatehouse.doors.front.TrustedProxies;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.HostAndPort;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.identity.KeyAuthenticator;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.SealKey;
import io.gatehouse.seal.Sha256;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What replicas take from each other, and that nobody else is one.
class ReplicasTest {
    private static final SealKey KEY = SealKey.of("a secret that both replicas have, and nobody else");
    private static final long LIMIT_SECONDS = 60;

    private HttpEngine engine;
    private HttpClient http;
    private final List<AutoCloseable> open = new ArrayList<>();
    /// What came to the second replica: method, path, the sealed header, and the body.
    private final BlockingQueue<Map<String, String>> came = new LinkedBlockingQueue<>();
    private Replicas first;
    private Replicas second;
    private Listener door;
    private Listener port;

    /// The first replica passes everything to whoever is there; the second answers.
    @BeforeEach
    void start() throws Exception {
        engine = HttpEngine.start(EngineSettings.defaults());
        http = HttpClient.newHttpClient();
        second = replicas(KEY, "http://127.0.0.1:1");
        Front answering = front(new Answering());
        ReplicaHandler handler = new ReplicaHandler(second, answering);
        port = listen(new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) {
                came.add(Map.of(
                        "method", exchange.method(),
                        "path", ReplicaSeals.path(exchange),
                        "sealed", String.valueOf(exchange.header(ReplicaSeals.HEADER)),
                        "body", new String(exchange.body(), StandardCharsets.UTF_8)));
                handler.handle(exchange);
            }

            @Override
            public boolean takesBody(HttpExchange exchange) {
                return handler.takesBody(exchange);
            }
        });
        first = replicas(KEY, origin(port));
        door = listen(front(new Passing()));
    }

    @AfterEach
    void stop() throws Exception {
        http.shutdownNow();
        for (AutoCloseable each : open) {
            each.close();
        }
        engine.close();
    }

    private Replicas replicas(SealKey key, String... peers) {
        Replicas replicas = new Replicas(
                ReplicaId.random(),
                new ReplicaSettings(
                        new HostAndPort("127.0.0.1", 1),
                        List.of(peers).stream().map(URI::create).toList(),
                        null,
                        null),
                false,
                KeyRing.given(List.of(key)),
                engine.client(ClientSettings.defaults()),
                () -> false);
        open.addFirst(replicas);
        replicas.start();
        return replicas;
    }

    private Listener listen(HttpHandler handler) throws Exception {
        Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), handler);
        open.add(listener);
        return listener;
    }

    private static String origin(Listener listener) {
        return "http://127.0.0.1:" + listener.port();
    }

    private static Front front(Door door) {
        return new Front(
                new Routes(
                        Route.of("/closed", "*", Audience.OPERATOR, door), Route.of("*", "*", Audience.CALLER, door)),
                new RequestGuard(new GuardSettings(List.of("127.0.0.1"), List.of(), List.of())),
                TrustedProxies.NONE,
                new KeyAuthenticator(List.of(new KeyAuthenticator.Key("ci", Sha256.of("key-of-ci"), Set.of(), false))),
                caller -> true,
                (exchange, caller, status, refusal) -> {});
    }

    /// Says who called, and breaks off or keeps silent if asked to.
    private static final class Answering implements Door {
        @Override
        public void serve(HttpExchange exchange, Visitor visitor) {
            String text = visitor.caller().name() + " at " + visitor.caller().address() + " passed " + visitor.passed()
                    + " sent " + exchange.body().length;
            switch (exchange.path()) {
                case "/breaks" -> {
                    exchange.events().send("{\"half\":true}".getBytes(StandardCharsets.UTF_8));
                    exchange.abort();
                }
                case "/events" -> {
                    EventStream stream = exchange.events();
                    stream.retry(10);
                    stream.send(null, "1", new byte[0]);
                    stream.send("message", "2", ("{\"said\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
                    stream.end();
                }
                default -> exchange.respond(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void refuse(HttpExchange exchange, Refusal refusal) {
            exchange.respond(refusal.status(), "text/plain", refusal.reason().getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Passes what comes to any other replica.
    private final class Passing implements Door {
        @Override
        public void serve(HttpExchange exchange, Visitor visitor) {
            Neighbour to = first.chosen("any", false);
            if (to == null) {
                exchange.respond(503, "text/plain", "nobody is there".getBytes(StandardCharsets.UTF_8));
                return;
            }
            first.pass(exchange, visitor, ReplicaSeals.path(exchange), to, new Unpassed() {
                @Override
                public void unsent() {
                    exchange.respond(502, "text/plain", "unsent".getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public void stopping() {
                    exchange.respond(502, "text/plain", "stopping".getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public void lost() {
                    exchange.respond(502, "text/plain", "lost".getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public void broken(EventStream stream) {
                    stream.send("{\"broken\":true}".getBytes(StandardCharsets.UTF_8));
                    stream.end();
                }
            });
        }

        @Override
        public void refuse(HttpExchange exchange, Refusal refusal) {
            exchange.respond(refusal.status());
        }
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        await("the second replica is found", () -> first.neighbours().size() == 1);
        return http.send(
                HttpRequest.newBuilder(URI.create(origin(door) + path))
                        .header("Authorization", "Bearer key-of-ci")
                        .header("Origin", origin(door))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> replay(Map<String, String> request, String path, String body, String key)
            throws Exception {
        HttpRequest.Builder again = HttpRequest.newBuilder(URI.create(origin(port) + path))
                .header(ReplicaSeals.HEADER, Objects.requireNonNull(request.get("sealed")))
                .method(Objects.requireNonNull(request.get("method")), HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            again.header("Authorization", "Bearer " + key);
        }
        return http.send(again.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void await(String what, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void aRequestIsAnsweredByTheOtherAsIfItHadComeThere() throws Exception {
        String large = "x".repeat(200_000);
        HttpResponse<String> answer = post("/any?a=b", large);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ci at 127.0.0.1 passed true sent 200000");
        assertThat(answer.headers().map()).doesNotContainKey("gatehouse-replica");
        assertThat(first.passedRequests()).isEqualTo(1);
        assertThat(second.receivedRequests()).isEqualTo(1);
    }

    @Test
    void eventsComeAsTheyWereSent() throws Exception {
        assertThat(post("/events", "{}").body())
                .isEqualTo("retry: 10\n\nid: 1\ndata: \n\nevent: message\nid: 2\n"
                        + "data: {\"said\":\"ci at 127.0.0.1 passed true sent 2\"}\n\n");
    }

    @Test
    void anAnswerThatBreaksOffIsEndedHere() throws Exception {
        assertThat(post("/breaks", "{}").body()).endsWith("data: {\"broken\":true}\n\n");
    }

    @Test
    void operatorsPagesAreNotOpenThere() throws Exception {
        await("the second replica is found", () -> first.neighbours().size() == 1);
        Map<String, String> passed = passed("/any", "one");
        assertThat(replay(passed, "/closed", "one", "key-of-ci").statusCode()).isEqualTo(403);
    }

    private Map<String, String> passed(String path, String body) throws Exception {
        came.clear();
        assertThat(post(path, body).statusCode()).isEqualTo(200);
        Map<String, String> request = came.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        while (request != null && !path.equals(request.get("path"))) {
            request = came.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        return Objects.requireNonNull(request);
    }

    @Test
    void arequestCountsOnceAndForWhatItIs() throws Exception {
        Map<String, String> request = passed("/any", "one");
        assertThat(replay(request, "/any", "one", "key-of-ci").statusCode()).isEqualTo(403);
        assertThat(replay(request, "/any", "two", "key-of-ci").statusCode()).isEqualTo(403);
        assertThat(replay(request, "/other", "one", "key-of-ci").statusCode()).isEqualTo(403);
        assertThat(replay(request, "/any", "one", "").statusCode()).isEqualTo(403);
        assertThat(second.receivedRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "AwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whoHasNoKeyGetsNothing(String sealed) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(origin(port) + "/any")).header("x-api-key", "key-of-ci");
        if (!sealed.isEmpty()) {
            request.header(ReplicaSeals.HEADER, sealed);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().map()).doesNotContainKey("gatehouse-replica");
    }

    @Test
    void otherKeysAreOtherReplicas() throws Exception {
        Replicas stranger = replicas(SealKey.of("another secret that is long enough for a key"), origin(port));
        CompletableFuture<Object> looked = new CompletableFuture<>();
        stranger.find(second.id(), there -> looked.complete(there == null ? "nobody" : there));
        assertThat(looked.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("nobody");
        assertThat(stranger.neighbours()).isEmpty();
    }

    /// What an address may do that is none of a replica.
    enum Lie {
        NOTHING,
        SILENCE,
        GARBAGE,
        BREAKS_OFF,
        OLD_ANSWER
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void whoLiesIsNoReplicaAndHoldsUpNobody(Lie lie) throws Exception {
        String old = heard();
        Listener liar = listen(exchange -> {
            switch (lie) {
                case NOTHING -> exchange.respond(204);
                case SILENCE -> {}
                case GARBAGE -> {
                    exchange.responseHeader(ReplicaSeals.HEADER, "x".repeat(4_000));
                    exchange.respond(200, "text/plain", new byte[100_000]);
                }
                case BREAKS_OFF -> exchange.abort();
                case OLD_ANSWER -> {
                    exchange.responseHeader(ReplicaSeals.HEADER, old);
                    exchange.respond(204);
                }
            }
        });
        Replicas third = replicas(KEY, origin(liar), origin(port));
        await("the honest one is found", () -> third.neighbours().size() == 1);
        assertThat(third.neighbours()).extracting(Neighbour::id).containsExactly(second.id());
        CompletableFuture<Object> looked = new CompletableFuture<>();
        third.find(ReplicaId.random(), there -> looked.complete(there == null ? "nobody" : there));
        assertThat(looked.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("nobody");
    }

    /// An answer of the second replica to somebody else.
    private String heard() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        Listener tap = listen(exchange -> {
            HttpRequest greeting = HttpRequest.newBuilder(URI.create(origin(port) + "/"))
                    .header(ReplicaSeals.HEADER, String.valueOf(exchange.header(ReplicaSeals.HEADER)))
                    .build();
            http.sendAsync(greeting, HttpResponse.BodyHandlers.ofString()).thenAccept(answer -> {
                answer.headers().firstValue(ReplicaSeals.HEADER).ifPresent(heard::add);
                exchange.respond(204);
            });
        });
        Replicas asking = replicas(KEY, origin(tap));
        await("an answer", () -> !heard.isEmpty());
        asking.close();
        return heard.getFirst();
    }
}
