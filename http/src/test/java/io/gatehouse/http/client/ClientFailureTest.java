package io.gatehouse.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.Peer;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the client reports when servers refuse, hang, break off or speak nonsense.
@ParameterizedClass
@EnumSource(
        value = SocketBackend.class,
        names = {"EPOLL", "NIO"})
class ClientFailureTest {

    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private final HttpEngine engine;
    private final HttpClient client;

    ClientFailureTest(SocketBackend transport) {
        engine = HttpEngine.start(new EngineSettings(1, transport));
        client = engine.client(ClientSettings.defaults());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static ClientRequest get(URI uri, Deadlines deadlines) {
        return new ClientRequest("GET", uri, List.of(), null, deadlines);
    }

    private static ClientRequest get(URI uri) {
        return get(uri, Deadlines.none());
    }

    private Recorder send(ClientRequest request, BodyMode mode) {
        Recorder recorder = new Recorder(mode);
        client.send(request, recorder);
        return recorder;
    }

    @Test
    void aRefusedConnectionMeansThatNothingWasSent() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        HttpFailure failure = send(
                        get(URI.create("http://user:secret@127.0.0.1:" + port + "/?key=secret")), BodyMode.WHOLE)
                .awaitFailure();
        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CONNECT);
        assertThat(failure.sent()).isFalse();
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port);
        assertThat(failure.getMessage()).doesNotContain("secret");
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void anUnknownNameMeansThatNothingWasSent() throws Exception {
        HttpFailure failure = send(get(URI.create("http://no-such-host.invalid/")), BodyMode.WHOLE)
                .awaitFailure();
        assertThat(failure.kind()).isIn(HttpFailure.Kind.CONNECT, HttpFailure.Kind.CONNECT_TIMEOUT);
        assertThat(failure.sent()).isFalse();
    }

    @Test
    void aServerThatHangsBeforeItsHeadMeetsTheFirstByteDeadline() throws Exception {
        HttpFailure failure = hang("", new Deadlines(null, Duration.ofMillis(200), Duration.ofSeconds(20)));
        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.FIRST_BYTE_TIMEOUT);
        assertThat(failure.sent()).isTrue();
    }

    @Test
    void aServerThatHangsInItsBodyMeetsTheTotalDeadline() throws Exception {
        HttpFailure failure = hang(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
                new Deadlines(null, Duration.ofMillis(200), Duration.ofMillis(500)));
        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TOTAL_TIMEOUT);
    }

    private HttpFailure hang(String start, Deadlines deadlines) throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write(start);
            connection.awaitClientClose();
        })) {
            HttpFailure failure =
                    send(get(peer.uri("/"), deadlines), BodyMode.WHOLE).awaitFailure();
            assertThat(peer.sawClientClose()).isTrue();
            return failure;
        }
    }

    @Test
    void aStreamThatHangsMeetsTheTotalDeadlineOnlyUnlessItIsExtended() throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write(STREAM + "data: 1\n\n");
            connection.awaitClientClose();
        })) {
            Recorder recorder = new Recorder(BodyMode.EVENTS);
            long begun = System.nanoTime();
            ClientCall call = client.send(
                    get(peer.uri("/"), new Deadlines(null, Duration.ofMillis(100), Duration.ofMillis(400))), recorder);
            assertThat(recorder.nextData()).isEqualTo("1");
            call.extend(Duration.ofMillis(900));
            assertThat(recorder.awaitFailure().kind()).isEqualTo(HttpFailure.Kind.TOTAL_TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(850));
        }
    }

    @Test
    void aServerThatNeverAcceptsMeetsTheConnectDeadline() throws Exception {
        try (Peer peer = new Peer(connection -> {
                    connection.request();
                    connection.hang();
                });
                HttpClient narrow =
                        engine.client(ClientSettings.builder().maxConnections(1).build())) {
            Recorder first = new Recorder(BodyMode.WHOLE);
            Recorder second = new Recorder(BodyMode.WHOLE);
            ClientCall blocker = narrow.send(get(peer.uri("/")), first);
            narrow.send(get(peer.uri("/"), new Deadlines(Duration.ofMillis(200), null, null)), second);
            assertThat(second.awaitFailure().kind()).isEqualTo(HttpFailure.Kind.CONNECT_TIMEOUT);
            assertThat(second.awaitFailure().sent()).isFalse();
            blocker.cancel();
        }
    }

    @Test
    void aResetInTheMiddleOfAResponseMeansThatItWasSent() throws Exception {
        for (String start : List.of(
                "", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "HTTP/1.1 200 OK\r\n\r\nuntil closed")) {
            try (Peer peer = new Peer(connection -> {
                connection.request();
                connection.write(start);
                connection.reset();
            })) {
                for (int i = 0; i < 100; i++) {
                    HttpFailure failure =
                            send(get(peer.uri("/")), BodyMode.WHOLE).awaitFailure();
                    assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CLOSED);
                    assertThat(failure.sent()).isTrue();
                }
            }
        }
    }

    @Test
    void aResponseCutShortIsNotTakenForAWholeOne() throws Exception {
        for (String start : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")) {
            try (Peer peer = new Peer(connection -> {
                connection.request();
                connection.write(start);
            })) {
                HttpFailure failure = send(get(peer.uri("/")), BodyMode.WHOLE).awaitFailure();
                assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CLOSED);
            }
        }
    }

    @Test
    void whatIsNotHttpIsAProtocolFailure() throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write("SSH-2.0-OpenSSH_9.9\r\n\r\n");
            connection.awaitClientClose();
        })) {
            HttpFailure failure = send(get(peer.uri("/")), BodyMode.WHOLE).awaitFailure();
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.PROTOCOL);
        }
    }

    /// Fails with what it hears in one place.
    private static final class Failing implements ResponseHandler {
        private final BodyMode mode;
        private final BlockingQueue<HttpFailure> failures = new LinkedBlockingQueue<>();

        Failing(BodyMode mode) {
            this.mode = mode;
        }

        @Override
        public BodyMode head(int status, Headers headers) {
            return mode;
        }

        @Override
        public void whole(byte[] body) {
            throw new IllegalStateException("not foreseen");
        }

        @Override
        public void end() {
            throw new StackOverflowError("not foreseen");
        }

        @Override
        public void failed(HttpFailure failure) {
            failures.add(failure);
        }
    }

    @ParameterizedTest
    @EnumSource(BodyMode.class)
    void aHandlerThatFailsAtTheEndHearsOfIt(BodyMode mode) throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            Failing handler = new Failing(mode);
            client.send(get(peer.uri("/")), handler);
            HttpFailure failure = handler.failures.poll(10, TimeUnit.SECONDS);
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.PROTOCOL);
            assertThat(failure.sent()).isTrue();
        }
    }
}
