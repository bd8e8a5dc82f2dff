package io.gatehouse.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.Peer;
import io.gatehouse.http.RawHttp2;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The client over HTTP/2 with servers that refuse, leave, or send more than anybody takes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class Http2ClientTest {
    private static final int WINDOW = 65_535;
    private static final int LAST = RawHttp2.END_STREAM | RawHttp2.END_HEADERS;
    private static final int REFUSED_STREAM = 7;

    private HttpEngine engine;
    private HttpClient client;
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

    private interface Script {
        void run(RawHttp2 server) throws Exception;
    }

    private Peer server(Script script) throws Exception {
        client = engine.client(ClientSettings.builder()
                .authorities(certificates.pem().certificate())
                .connectTimeout(Duration.ofSeconds(5))
                .build());
        return new Peer(certificates.listening("h2"), connection -> script.run(RawHttp2.accepted(connection.socket())));
    }

    private static ClientRequest get(Peer peer) {
        URI uri = peer.uri("/");
        return new ClientRequest("GET", uri, List.of(), null, Deadlines.total(Duration.ofSeconds(20)));
    }

    private Recorder send(Peer peer, BodyMode mode) {
        Recorder recorder = new Recorder(mode);
        client.send(get(peer), recorder);
        return recorder;
    }

    private static void goAway(RawHttp2 server, int lastStream) throws Exception {
        byte[] left = ByteBuffer.allocate(8).putInt(lastStream).putInt(0).array();
        server.frame(RawHttp2.GOAWAY, 0, 0, left).flush();
    }

    @Test
    void aRequestThatTheServerDidNotLookAtIsSafeToRepeat() throws Exception {
        try (Peer peer = server(server -> {
            int stream = server.await(RawHttp2.HEADERS).stream();
            server.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(REFUSED_STREAM));
            server.flush();
            server.await(RawHttp2.HEADERS);
            goAway(server, stream);
            server.goodbye();
        })) {
            for (int i = 0; i < 2; i++) {
                HttpFailure failure = send(peer, BodyMode.WHOLE).awaitFailure();
                assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CLOSED);
                assertThat(failure.sent()).as("try " + i).isFalse();
            }
            assertThat(peer.accepted).hasValue(1);
        }
    }

    @Test
    void aServerThatLeavesAnswersWhatItHasAndGetsNothingNew() throws Exception {
        try (Peer peer = server(server -> {
            int stream = server.await(RawHttp2.HEADERS).stream();
            goAway(server, stream);
            server.head(LAST, stream, List.of(":status", "204")).flush();
            server.goodbye();
        })) {
            for (int i = 1; i <= 3; i++) {
                assertThat(client.exchange(get(peer)).status()).isEqualTo(204);
                assertThat(peer.accepted).hasValue(i);
            }
        }
    }

    @Test
    void aStreamThatIsResetIsNoResponse() throws Exception {
        try (Peer peer = server(server -> {
            int stream = server.await(RawHttp2.HEADERS).stream();
            server.head(RawHttp2.END_HEADERS, stream, List.of(":status", "200"));
            server.frame(RawHttp2.DATA, 0, stream, new byte[3]);
            server.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(2));
            server.flush();
            server.goodbye();
        })) {
            HttpFailure failure = send(peer, BodyMode.WHOLE).awaitFailure();
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CLOSED);
            assertThat(failure.sent()).isTrue();
        }
    }

    @Test
    void headsBeforeAndBehindTheResponseArePassedOver() throws Exception {
        try (Peer peer = server(server -> {
            int stream = server.await(RawHttp2.HEADERS).stream();
            server.head(RawHttp2.END_HEADERS, stream, List.of(":status", "103", "link", "</a>"));
            server.head(RawHttp2.END_HEADERS, stream, List.of(":status", "200", "x-a", "1"));
            server.frame(RawHttp2.DATA, 0, stream, new byte[3]);
            server.head(LAST, stream, List.of("x-a", "2")).flush();
            server.goodbye();
        })) {
            WholeResponse response = client.exchange(get(peer));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().all("X-A")).containsExactly("1");
            assertThat(response.headers().get(":status")).isNull();
            assertThat(response.body()).hasSize(3);
        }
    }

    @Test
    void aHeaderThatCouldHideAnotherIsNoResponse() throws Exception {
        try (Peer peer = server(server -> {
            int stream = server.await(RawHttp2.HEADERS).stream();
            server.head(LAST, stream, List.of(":status", "200", "x-a", "1\r\nx-b: 2"))
                    .flush();
            server.goodbye();
        })) {
            assertThat(send(peer, BodyMode.WHOLE).awaitFailure().sent()).isTrue();
        }
    }

    @Test
    void aServerThatSendsNoSettingsMeetsTheConnectTimeout() throws Exception {
        client = engine.client(ClientSettings.builder()
                .authorities(certificates.pem().certificate())
                .connectTimeout(Duration.ofMillis(300))
                .build());
        try (Peer peer = new Peer(certificates.listening("h2"), Peer.Connection::awaitClientClose)) {
            HttpFailure failure = send(peer, BodyMode.WHOLE).awaitFailure();
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CONNECT_TIMEOUT);
            assertThat(peer.sawClientClose()).isTrue();
        }
    }

    /// What was on its way is kept; the rest waits at the server.
    @Test
    void aResponseThatIsPausedGetsNoMoreWindow() throws Exception {
        int length = 3 * WINDOW;
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        try (Peer peer = server(server -> {
            int stream = server.await(RawHttp2.HEADERS).stream();
            server.head(RawHttp2.END_HEADERS, stream, List.of(":status", "200")).flush();
            paused.await();
            for (int sent = 0; sent < WINDOW; sent += 13_107) {
                server.frame(RawHttp2.DATA, 0, stream, filled(13_107)).flush();
            }
            server.frame(RawHttp2.PING, 0, 0, new byte[8]).flush();
            RawHttp2.Frame frame = server.read();
            while (frame.type() != RawHttp2.PING) {
                assertThat(frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == stream)
                        .isFalse();
                frame = server.read();
            }
            waits.countDown();
            int room = 0;
            int left = length - WINDOW;
            while (left > 0) {
                while (room == 0) {
                    RawHttp2.Frame more = server.await(RawHttp2.WINDOW_UPDATE);
                    room += more.stream() == stream
                            ? ByteBuffer.wrap(more.payload()).getInt()
                            : 0;
                }
                int size = Math.min(Math.min(room, left), 16 << 10);
                left -= size;
                room -= size;
                server.frame(RawHttp2.DATA, left == 0 ? RawHttp2.END_STREAM : 0, stream, filled(size))
                        .flush();
            }
            server.goodbye();
        })) {
            Recorder recorder = new Recorder(BodyMode.WHOLE);
            ClientCall call = client.send(get(peer), recorder);
            recorder.awaitHead();
            call.pause();
            engine.timers().after(Duration.ZERO, paused::countDown);
            waits.await();
            assertThat(recorder.endings).isEmpty();
            call.resume();
            assertThat(recorder.await().body).isEqualTo(filled(length));
        }
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }
}
