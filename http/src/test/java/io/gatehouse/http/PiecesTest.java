package io.gatehouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.engine.HttpEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Bodies that come and go piece by piece.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PiecesTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final byte[] PIECE = "0123456789abcdef".repeat(4_096).getBytes(UTF_8);

    private HttpEngine engine;
    private HttpClient client;

    @BeforeAll
    void start() {
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
        client = engine.client(ClientSettings.defaults());
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private Listener listen(HttpHandler handler) throws ListenException {
        return engine.listen(
                ListenSettings.builder()
                        .hosts(List.of("127.0.0.1"))
                        .maxQueuedBytes(4 << 20)
                        .build(),
                handler);
    }

    @Test
    void aBodyArrivesAsItWasWrittenWithItsStatusAndType() throws Exception {
        try (Listener listener = listen(exchange -> {
                    exchange.responseHeader("request-id", "req_1");
                    OutgoingBody body = exchange.stream(429, "text/plain");
                    body.write("one ".getBytes(UTF_8));
                    body.write(new byte[0]);
                    body.write("two".getBytes(UTF_8));
                    body.end();
                    body.write("three".getBytes(UTF_8));
                });
                RawClient raw = new RawClient(listener.port())) {
            String answer = raw.send(REQUEST).readUntil("0\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 429 ")
                    .contains("content-type: text/plain\r\n", "request-id: req_1\r\n")
                    .contains("transfer-encoding: chunked\r\n")
                    .endsWith("\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n");
            assertThat(raw.send(REQUEST).readUntil("0\r\n\r\n")).endsWith("two\r\n0\r\n\r\n");
        }
    }

    @Test
    void anAnswerToHeadHasNoBody() throws Exception {
        try (Listener listener = listen(exchange -> {
                    OutgoingBody body = exchange.stream(200, "text/plain");
                    body.write("hidden".getBytes(UTF_8));
                    body.end();
                });
                RawClient raw = new RawClient(listener.port())) {
            raw.send(REQUEST.replace("GET", "HEAD")).readUntil("\r\n\r\n");
            assertThat(raw.send(REQUEST).readUntil("0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .contains("hidden");
        }
    }

    @Test
    void anAbortedBodyIsSeenToBeIncomplete() throws Exception {
        try (Listener listener = listen(exchange -> {
            OutgoingBody body = exchange.stream(200, "text/plain");
            body.write("half".getBytes(UTF_8));
            Thread.ofVirtual().start(() -> {
                awaitSent(body);
                body.abort();
            });
        })) {
            Collected collected = new Collected();
            send(listener.port(), collected);
            assertThat(collected.failure().kind()).isEqualTo(HttpFailure.Kind.CLOSED);
            assertThat(collected.text()).isEqualTo("half");
        }
    }

    @Test
    void aSlowReaderHoldsTheWriterUpAndGetsEverything() throws Exception {
        int pieces = 400;
        CountDownLatch full = new CountDownLatch(1);
        AtomicLong most = new AtomicLong();
        try (Listener listener = listen(exchange -> {
                    OutgoingBody body = exchange.stream(200, "application/octet-stream");
                    new Writer(body, pieces, full, most).proceed();
                });
                RawClient raw = new RawClient(listener.port())) {
            raw.send(REQUEST.replace("1.1", "1.0"));
            assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
            InputStream in = raw.socket.getInputStream();
            raw.readUntil("\r\n\r\n");
            assertThat(in.readAllBytes()).hasSize(pieces * PIECE.length);
            assertThat(most.get()).isLessThan(1 << 20);
        }
    }

    /// Writes while the body takes it, and goes on when it does again.
    private static final class Writer {
        private final OutgoingBody body;
        private final CountDownLatch full;
        private final AtomicLong most;
        private int left;

        Writer(OutgoingBody body, int pieces, CountDownLatch full, AtomicLong most) {
            this.body = body;
            this.left = pieces;
            this.full = full;
            this.most = most;
            body.onDrained(this::proceed);
        }

        void proceed() {
            while (left > 0 && body.writable()) {
                left--;
                body.write(PIECE);
                most.accumulateAndGet(body.queuedBytes(), Math::max);
            }
            if (left > 0) {
                full.countDown();
            } else {
                body.end();
            }
        }
    }

    @Test
    void aWriterThatNeverLooksIsCutOff() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        try (Listener listener = listen(exchange -> {
                    OutgoingBody body = exchange.stream(200, "application/octet-stream");
                    body.onClosed(cut::countDown);
                    Thread.ofVirtual().start(() -> {
                        while (cut.getCount() > 0 && body.queuedBytes() < 64 << 20) {
                            body.write(PIECE);
                        }
                    });
                });
                RawClient raw = new RawClient(listener.port())) {
            raw.send(REQUEST);
            assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatGoesAwayIsNoticed() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (Listener listener = listen(exchange -> {
            OutgoingBody body = exchange.stream(200, "text/plain");
            body.write("x".getBytes(UTF_8));
            body.onClosed(gone::countDown);
        })) {
            try (RawClient raw = new RawClient(listener.port())) {
                raw.send(REQUEST).readUntil("x\r\n");
            }
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void piecesOfAResponseComeBeforeItsEnd() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            goOn.await();
            connection.write("6\r\nsecond\r\n0\r\n\r\n");
            connection.request();
        })) {
            Collected collected = new Collected();
            send(peer.port(), collected);
            collected.awaitBytes(5);
            assertThat(collected.text()).isEqualTo("first");
            goOn.countDown();
            assertThat(collected.ended()).isTrue();
            assertThat(collected.text()).isEqualTo("firstsecond");
        }
    }

    @Test
    void aServerThatDiesMidBodyIsAFailureAfterThePieces() throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        })) {
            Collected collected = new Collected();
            send(peer.port(), collected);
            assertThat(collected.failure().kind()).isEqualTo(HttpFailure.Kind.CLOSED);
            assertThat(collected.failure().sent()).isTrue();
            assertThat(collected.text()).isEqualTo("half");
        }
    }

    @Test
    void aPausedCallHoldsTheServerUpAndGoesOnLater() throws Exception {
        int pieces = 600;
        AtomicLong written = new AtomicLong();
        try (Peer peer = new Peer(connection -> {
            for (int answers = 0; answers < 2 && connection.request() != null; answers++) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + (long) pieces * PIECE.length + "\r\n\r\n");
                for (int piece = 0; piece < pieces; piece++) {
                    connection.write(PIECE);
                    written.addAndGet(PIECE.length);
                }
            }
        })) {
            Collected paused = new Collected();
            paused.pauseAtHead = true;
            ClientCall call = send(peer.port(), paused);
            paused.call.complete(call);
            awaitStandstill(written);
            assertThat(written.get()).isLessThan((long) pieces * PIECE.length);
            assertThat(paused.size()).isLessThan(1 << 20);
            call.resume();
            assertThat(paused.ended()).isTrue();
            assertThat(paused.size()).isEqualTo(pieces * PIECE.length);
            // The connection is used again, and reads.
            Collected next = new Collected();
            send(peer.port(), next);
            assertThat(next.ended()).isTrue();
            assertThat(peer.accepted).hasValue(1);
        }
    }

    @Test
    void chunksThatComeTogetherAreOnePiece() throws Exception {
        String chunks = "5\r\nevent\r\n".repeat(200);
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write(CHUNKED + chunks + "0\r\n\r\n");
            connection.hang();
        })) {
            Collected answer = new Collected();
            send(peer.port(), answer);

            assertThat(answer.ended()).isTrue();
            assertThat(answer.text()).isEqualTo("event".repeat(200));
            assertThat(answer.pieces()).isLessThan(20);
        }
    }

    @Test
    void aChunkIsGivenAtOnceWhateverFollows() throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write(CHUNKED + "5\r\nevent\r\n");
            connection.hang();
        })) {
            Collected answer = new Collected();
            ClientCall call = send(peer.port(), answer);

            answer.awaitBytes(5);
            assertThat(answer.text()).isEqualTo("event");
            call.cancel();
        }
    }

    @Test
    void whatCameBeforeAFailureIsGivenFirst() throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write(CHUNKED + "5\r\nfirst\r\n6\r\nsecond\r\nno chunk\r\n");
            connection.hang();
        })) {
            Collected answer = new Collected();
            send(peer.port(), answer);

            assertThat(answer.failure().kind()).isEqualTo(HttpFailure.Kind.PROTOCOL);
            assertThat(answer.text()).isEqualTo("firstsecond");
        }
    }

    private static void awaitStandstill(AtomicLong written) {
        long last = -1;
        int same = 0;
        while (same < 50) {
            long now = written.get();
            same = now == last && now > 0 ? same + 1 : 0;
            last = now;
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void awaitSent(OutgoingBody body) {
        while (body.queuedBytes() > 0) {
            Thread.onSpinWait();
        }
    }

    private ClientCall send(int port, ResponseHandler handler) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/");
        return client.send(new ClientRequest("GET", uri, List.of(), null, Deadlines.none()), handler);
    }

    /// Puts pieces together.
    private static final class Collected implements ResponseHandler {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();
        private final CompletableFuture<ClientCall> call = new CompletableFuture<>();
        private volatile @Nullable HttpFailure failure;
        private volatile boolean pauseAtHead;
        private int pieces;

        @Override
        public BodyMode head(int status, Headers headers) {
            if (pauseAtHead) {
                call.join().pause();
            }
            return BodyMode.PIECES;
        }

        @Override
        public synchronized void piece(byte[] piece) {
            pieces++;
            bytes.writeBytes(piece);
            notifyAll();
        }

        @Override
        public void whole(byte[] body) {
            throw new AssertionError("pieces were asked for");
        }

        @Override
        public void end() {
            over.complete(true);
        }

        @Override
        public void failed(HttpFailure cause) {
            failure = cause;
            over.complete(false);
        }

        synchronized String text() {
            return bytes.toString(UTF_8);
        }

        synchronized int pieces() {
            return pieces;
        }

        synchronized int size() {
            return bytes.size();
        }

        synchronized void awaitBytes(int count) throws InterruptedException {
            while (bytes.size() < count) {
                wait(10_000);
            }
        }

        boolean ended() throws Exception {
            return over.get(20, TimeUnit.SECONDS);
        }

        HttpFailure failure() throws Exception {
            ended();
            HttpFailure cause = failure;
            if (cause == null) {
                throw new IOException("the call did not fail");
            }
            return cause;
        }
    }
}
