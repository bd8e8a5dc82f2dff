package io.gatehouse.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.Peer;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.Target;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the client calls servers, reuses connections and keeps its limits.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String TOO_LARGE = "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno";
    private static final Deadlines SOON = Deadlines.total(Duration.ofSeconds(10));
    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private HttpEngine engine;
    private HttpClient client;

    /// @param folder for what a subclass needs
    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
        client = engine.client(settings().build());
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    Peer peer(Peer.Script script) throws Exception {
        return new Peer(script);
    }

    ClientSettings.Builder settings() {
        return ClientSettings.builder();
    }

    private static ClientRequest get(URI uri, Deadlines deadlines) {
        return new ClientRequest("GET", uri, List.of(), null, deadlines);
    }

    private static ClientRequest get(URI uri) {
        return get(uri, Deadlines.none());
    }

    private static ClientRequest upload(URI uri) {
        return new ClientRequest("POST", uri, List.of(), new byte[30 << 20], SOON);
    }

    private static void answer(Peer.Connection connection) throws Exception {
        while (connection.request() != null) {
            connection.write(OK);
        }
    }

    private Recorder send(ClientRequest request, BodyMode mode) {
        Recorder recorder = new Recorder(mode);
        client.send(request, recorder);
        return recorder;
    }

    @Test
    void callsOneAfterTheOtherShareAConnection() throws Exception {
        try (Peer peer = peer(ClientTest::answer)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.exchange(get(peer.uri("/"))).body()).isEqualTo("ok".getBytes(UTF_8));
            }
            assertThat(peer.accepted).hasValue(1);
        }
    }

    @Test
    void aCallMadeInAHandlerReusesTheConnectionAndStaysOnTheLoop() throws Exception {
        try (Peer peer = peer(ClientTest::answer)) {
            Recorder second = new Recorder(BodyMode.WHOLE);
            CompletableFuture<Thread> first = new CompletableFuture<>();
            client.send(get(peer.uri("/1")), new ResponseHandler() {
                @Override
                public BodyMode head(int status, Headers headers) {
                    return BodyMode.WHOLE;
                }

                @Override
                public void whole(byte[] body) {
                    first.complete(Thread.currentThread());
                    client.send(get(peer.uri("/2")), second);
                }

                @Override
                public void failed(HttpFailure failure) {
                    first.completeExceptionally(failure);
                }
            });
            assertThat(second.await().thread).isSameAs(first.get(10, TimeUnit.SECONDS));
            assertThat(peer.accepted).hasValue(1);
        }
    }

    @Test
    void eachLoopHasConnectionsOfItsOwn() throws Exception {
        try (HttpEngine two = HttpEngine.start(new EngineSettings(2, SocketBackend.AUTO));
                HttpClient shared = two.client(settings().build());
                Peer peer = peer(ClientTest::answer)) {
            for (int i = 0; i < 20; i++) {
                shared.exchange(get(peer.uri("/")));
            }
            assertThat(peer.accepted).hasValue(2);
        }
    }

    @Test
    void anIdleConnectionIsNotUsedAgain() throws Exception {
        try (Peer peer = peer(connection -> {
                    connection.request();
                    connection.write(OK);
                    connection.awaitClientClose();
                });
                HttpClient brief = engine.client(
                        settings().idleTimeout(Duration.ofMillis(100)).build())) {
            brief.exchange(get(peer.uri("/")));
            assertThat(peer.sawClientClose()).isTrue();
            brief.exchange(get(peer.uri("/")));
            assertThat(peer.accepted).hasValue(2);
        }
    }

    @Test
    void aConnectionIsNotUsedForLongerThanTheServerKeepsIt() throws Exception {
        for (String kept : List.of("timeout=0", "max=9, Timeout = 0")) {
            try (Peer peer = peer(connection -> {
                while (connection.request() != null) {
                    connection.write("HTTP/1.1 200 OK\r\nKeep-Alive: " + kept + "\r\nContent-Length: 2\r\n\r\nok");
                }
            })) {
                client.exchange(get(peer.uri("/")));
                client.exchange(get(peer.uri("/")));
                assertThat(peer.accepted).as(kept).hasValue(2);
            }
        }
    }

    /// Where the server itself closes later than it said, or never.
    @Test
    void aConnectionIsClosedWhenTheServerKeepsItNoLonger() throws Exception {
        try (Peer peer = peer(connection -> {
                    connection.request();
                    connection.write("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok");
                    connection.awaitClientClose();
                });
                HttpClient patient = engine.client(
                        settings().idleTimeout(Duration.ofMinutes(1)).build())) {
            patient.exchange(get(peer.uri("/")));
            assertThat(peer.sawClientClose()).isTrue();
        }
    }

    @Test
    void callsPastTheLimitWaitForAConnection() throws Exception {
        try (Peer peer = peer(ClientTest::answer);
                HttpClient narrow = engine.client(settings().maxConnections(1).build())) {
            List<Recorder> calls = java.util.stream.Stream.generate(() -> new Recorder(BodyMode.WHOLE))
                    .limit(10)
                    .toList();
            calls.forEach(call -> narrow.send(get(peer.uri("/")), call));
            for (Recorder call : calls) {
                assertThat(call.await().failure).isNull();
            }
            assertThat(peer.accepted).hasValue(1);
        }
    }

    @Test
    void exactlyTheGivenHeadersAreSent() throws Exception {
        try (Peer peer = peer(ClientTest::answer)) {
            client.exchange(new ClientRequest(
                    "POST",
                    peer.uri("/p?q=1"),
                    List.of(new Header("A", "1"), new Header("A", "2"), new Header("User-Agent", "me")),
                    "body".getBytes(UTF_8),
                    Deadlines.none()));
            assertThat(peer.heads.getFirst().lines())
                    .containsExactlyInAnyOrder(
                            "POST /p?q=1 HTTP/1.1",
                            "A: 1",
                            "A: 2",
                            "User-Agent: me",
                            "host: 127.0.0.1:" + peer.port(),
                            "accept-encoding: identity",
                            "content-length: 4",
                            "");
            client.exchange(get(peer.uri("/")));
            assertThat(peer.heads.getLast()).contains("user-agent: gatehouse/");
        }
    }

    @Test
    void aRedirectIsGivenToTheHandler() throws Exception {
        try (Peer peer = peer(connection -> {
            connection.request();
            connection.write("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        })) {
            WholeResponse response = client.exchange(get(peer.uri("/")));
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.headers().get("location")).isEqualTo("/elsewhere");
        }
    }

    @Test
    void aCancelledCallClosesItsConnectionAndHearsNothingMore() throws Exception {
        try (Peer peer = peer(connection -> {
            connection.request();
            connection.write(STREAM + "data: 1\n\n");
            connection.awaitClientClose();
        })) {
            Recorder recorder = new Recorder(BodyMode.EVENTS);
            ClientCall call = client.send(get(peer.uri("/")), recorder);
            recorder.nextEvent();
            call.cancel();
            call.cancel();
            assertThat(peer.sawClientClose()).isTrue();
            CountDownLatch passed = new CountDownLatch(1);
            engine.timers().after(Duration.ZERO, passed::countDown);
            assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(recorder.endings).isEmpty();
        }
    }

    @Test
    void aLargeBodyPassesBothWays() throws Exception {
        byte[] large = new byte[31 << 20];
        new java.util.Random(1).nextBytes(large);
        try (Listener listener = engine.listen(
                ListenSettings.of(0, "127.0.0.1"),
                exchange -> exchange.respond(200, "application/octet-stream", exchange.body()))) {
            URI uri = URI.create("http://127.0.0.1:" + listener.port() + "/");
            byte[] body = client.exchange(new ClientRequest("POST", uri, List.of(), large, Deadlines.none()))
                    .body();
            assertThat(body).isEqualTo(large);
        }
    }

    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        ClientSettings small = settings().maxBodyBytes(10).maxEventBytes(10).build();
        try (HttpClient strict = engine.client(small)) {
            for (String response : List.of(
                    "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n")) {
                assertThat(failure(strict, response, BodyMode.WHOLE).kind()).isEqualTo(HttpFailure.Kind.TOO_LARGE);
            }
            assertThat(failure(strict, STREAM + "data: 123456\n", BodyMode.EVENTS)
                            .kind())
                    .isEqualTo(HttpFailure.Kind.TOO_LARGE);
        }
    }

    private HttpFailure failure(HttpClient strict, String response, BodyMode mode) throws Exception {
        try (Peer peer = peer(connection -> {
            connection.request();
            connection.write(response);
            connection.awaitClientClose();
        })) {
            Recorder recorder = new Recorder(mode);
            strict.send(get(peer.uri("/")), recorder);
            return recorder.awaitFailure();
        }
    }

    @Test
    void aDroppedBodyEndsTheCall() throws Exception {
        try (Peer peer = peer(ClientTest::answer)) {
            Recorder recorder = send(get(peer.uri("/")), BodyMode.DISCARD).await();
            assertThat(recorder.endings).containsExactly("end");
        }
    }

    @Test
    void aBodyThatNobodyWantsIsNotReadForEver() throws Exception {
        try (Peer peer = peer(connection -> {
                    connection.request();
                    connection.write("HTTP/1.1 200 OK\r\n\r\n");
                    byte[] more = new byte[64 << 10];
                    while (true) {
                        connection.write(more);
                    }
                });
                HttpClient small =
                        engine.client(settings().maxDiscardedBytes(100_000).build())) {
            Recorder recorder = new Recorder(BodyMode.DISCARD);
            small.send(get(peer.uri("/")), recorder);
            assertThat(recorder.awaitFailure().kind()).isEqualTo(HttpFailure.Kind.TOO_LARGE);
            assertThat(peer.sawClientClose()).isTrue();
        }
    }

    @Test
    void whatComesBehindAResponseIsNotTheAnswerToTheNextCall() throws Exception {
        try (Peer peer = peer(connection -> {
            connection.request();
            connection.write(OK + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");
            connection.awaitClientClose();
        })) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.exchange(get(peer.uri("/"))).body()).isEqualTo("ok".getBytes(UTF_8));
            }
            assertThat(peer.accepted).hasValue(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void aResponseWithTwoFramingsIsRefused(String version) throws Exception {
        try (Peer peer = peer(connection -> {
            connection.request();
            connection.write(version + " 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nok\r\n0\r\n\r\n");
            connection.awaitClientClose();
        })) {
            assertThat(send(get(peer.uri("/")), BodyMode.WHOLE).awaitFailure().kind())
                    .isEqualTo(HttpFailure.Kind.PROTOCOL);
        }
    }

    @Test
    void anAnswerBeforeTheRequestWasReadIsHeardThoughTheServerCloses() throws Exception {
        try (Peer peer = peer(connection -> {
            connection.head();
            connection.write(TOO_LARGE);
        })) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.exchange(upload(peer.uri("/"))).status()).isEqualTo(413);
            }
        }
    }

    @Test
    void aCallDoesNotWaitBehindARequestThatNobodyReads() throws Exception {
        try (Peer peer = peer(connection -> {
            if (connection.head().startsWith("POST")) {
                connection.write(TOO_LARGE);
                connection.hang();
            }
            connection.write(OK);
        })) {
            assertThat(client.exchange(upload(peer.uri("/"))).status()).isEqualTo(413);
            assertThat(client.exchange(get(peer.uri("/"), SOON)).status()).isEqualTo(200);
        }
    }

    @Test
    void interimResponsesArePassedOver() throws Exception {
        try (Peer peer = peer(connection -> {
            while (connection.request() != null) {
                connection.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);
            }
        })) {
            assertThat(client.exchange(get(peer.uri("/"))).status()).isEqualTo(200);
            assertThat(client.exchange(get(peer.uri("/"))).status()).isEqualTo(200);
            assertThat(peer.accepted).hasValue(1);
        }
    }

    @Test
    void aRequestCannotHideAnother() throws Exception {
        try (Peer peer = peer(ClientTest::answer)) {
            List<ClientRequest> requests = List.of(
                    new ClientRequest("GET / HTTP/1.1\r\nA:", peer.uri("/"), List.of(), null, Deadlines.none()),
                    new ClientRequest(
                            "POST",
                            peer.uri("/"),
                            List.of(new Header("Transfer-Encoding", "chunked")),
                            "0\r\n\r\n".getBytes(UTF_8),
                            Deadlines.none()));
            for (ClientRequest request : requests) {
                assertThat(send(request, BodyMode.WHOLE).awaitFailure().kind()).isEqualTo(HttpFailure.Kind.PROTOCOL);
            }
            assertThat(peer.heads).isEmpty();
        }
    }

    @Test
    void aClosedClientFailsWhatIsInProgressAndRefusesMore() throws Exception {
        try (Peer peer = peer(connection -> {
            connection.request();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
            connection.awaitClientClose();
        })) {
            HttpClient brief = engine.client(settings().build());
            Recorder recorder = new Recorder(BodyMode.WHOLE);
            brief.send(get(peer.uri("/")), recorder);
            recorder.awaitHead();
            brief.close();
            assertThat(recorder.awaitFailure().kind()).isEqualTo(HttpFailure.Kind.CLOSED);
            @Nullable
            HttpFailure refused = catchThrowableOfType(HttpFailure.class, () -> brief.exchange(get(peer.uri("/"))));
            assertThat(refused).isNotNull();
            assertThat(refused.sent()).isFalse();
        }
    }

    /// What the clients of other languages read too, Python's for one.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            })
    void whatOtherClientsReadIsRead(String response) throws Exception {
        try (Peer peer = peer(connection -> {
            connection.request();
            connection.write(response);
            connection.awaitClientClose();
        })) {
            assertThat(client.exchange(get(peer.uri("/"))).body()).isEqualTo("ok".getBytes(UTF_8));
        }
    }

    @Test
    void addressesThatAreNotHttpAreRefused() {
        for (String uri : List.of("ftp://x/", "/path", "http:///path", "http://x:0/")) {
            assertThatThrownBy(() -> Target.of(URI.create(uri))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Target.of(URI.create("HTTP://[::1]:80/a?token=secret"))).hasToString("http://[::1]");
    }
}
