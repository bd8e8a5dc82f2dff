package io.gatehouse.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.gatehouse.http.Recorder;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that compress although they are asked not to.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedResponsesTest {

    private static final String TEXT =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"" + "höchst ".repeat(300) + "\"}}";

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

    private static byte[] packed(String coding, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputStream out = switch (coding) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "deflate" -> new DeflaterOutputStream(bytes);
            case "bare" -> new DeflaterOutputStream(bytes, new Deflater(9, true));
            default -> throw new IllegalArgumentException(coding);
        };
        out.write(plain);
        out.close();
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static String head(String coding, String type) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Encoding: " + coding + "\r\n";
    }

    private static Peer peer(String coding, byte[]... pieces) throws IOException {
        return new Peer(connection -> {
            connection.request();
            connection.write(
                    head(coding, "application/json") + "Content-Length: " + joined(pieces).length + "\r\n\r\n");
            for (byte[] piece : pieces) {
                connection.write(piece);
            }
            connection.awaitClientClose();
        });
    }

    private static ClientRequest get(Peer peer) {
        return new ClientRequest("GET", peer.uri("/"), List.of(), null, Deadlines.none());
    }

    private Recorder ask(Peer peer, BodyMode mode) {
        Recorder recorder = new Recorder(mode);
        client.send(get(peer), recorder);
        return recorder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "deflate"})
    void aCompressedAnswerIsReadAndItsHeadersNoLongerSaySo(String coding) throws Exception {
        byte[] body = packed(coding.equals("deflate") ? "deflate" : "gzip", TEXT.getBytes(UTF_8));
        try (Peer peer = peer(coding, body)) {
            WholeResponse response = client.exchange(get(peer));
            assertThat(new String(response.body(), UTF_8)).isEqualTo(TEXT);
            assertThat(response.headers().get("content-encoding")).isNull();
            assertThat(response.headers().get("content-length")).isNull();
            assertThat(response.headers().get("content-type")).isEqualTo("application/json");
            assertThat(peer.heads.getFirst()).contains("accept-encoding: identity");
        }
    }

    @Test
    void deflateWithoutItsHeaderIsReadToo() throws Exception {
        try (Peer peer = peer("deflate", packed("bare", TEXT.getBytes(UTF_8)))) {
            assertThat(new String(client.exchange(get(peer)).body(), UTF_8)).isEqualTo(TEXT);
        }
    }

    @Test
    void codingsAreUndoneInTurnAndMembersOfGzipJoined() throws Exception {
        byte[] plain = TEXT.getBytes(UTF_8);
        byte[] members = joined(packed("gzip", plain), packed("gzip", plain), new byte[7]);
        try (Peer peer = peer("gzip, identity, deflate", packed("deflate", members))) {
            assertThat(new String(client.exchange(get(peer)).body(), UTF_8)).isEqualTo(TEXT + TEXT);
        }
    }

    @Test
    void aHeaderWithEveryFieldIsPassedOverByteByByte() throws Exception {
        byte[] plain = TEXT.getBytes(UTF_8);
        byte[] usual = packed("gzip", plain);
        byte[] fields = {0x1F, (byte) 0x8B, 8, 31, 0, 0, 0, 0, 0, 3, 3, 0, 'a', 0, 'b', 'n', 0, 'c', 'c', 0, 9, 9};
        byte[] body = joined(fields, java.util.Arrays.copyOfRange(usual, 10, usual.length));
        byte[][] single = new byte[body.length][];
        for (int at = 0; at < body.length; at++) {
            single[at] = new byte[] {body[at]};
        }
        try (Peer peer = peer("gzip", single)) {
            assertThat(new String(client.exchange(get(peer)).body(), UTF_8)).isEqualTo(TEXT);
        }
    }

    @Test
    void eventsComeAsTheyAreFlushed() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write(head("gzip", "text/event-stream") + "Connection: close\r\n\r\n");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            GZIPOutputStream out = new GZIPOutputStream(bytes, true);
            out.write("data: one\n\n".getBytes(UTF_8));
            out.flush();
            connection.write(bytes.toByteArray());
            seen.await();
            bytes.reset();
            out.write("data: two\n\n".getBytes(UTF_8));
            out.close();
            connection.write(bytes.toByteArray());
        })) {
            Recorder recorder = ask(peer, BodyMode.EVENTS);
            assertThat(recorder.nextData()).isEqualTo("one");
            seen.countDown();
            assertThat(recorder.nextData()).isEqualTo("two");
            assertThat(recorder.await().endings).containsExactly("end");
        }
    }

    @Test
    void overHttp2ItIsTheSame(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.make(folder, "server");
        byte[] body = packed("gzip", TEXT.getBytes(UTF_8));
        ListenSettings tls = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .tls(certificates.pem())
                .build();
        try (Listener listener = engine.listen(tls, exchange -> {
                    exchange.responseHeader("Content-Encoding", "gzip");
                    exchange.respond(200, "application/json", body);
                });
                HttpClient trusting = engine.client(ClientSettings.builder()
                        .authorities(certificates.pem().certificate())
                        .build())) {
            URI uri = URI.create("https://localhost:" + listener.port() + "/");
            WholeResponse response =
                    trusting.exchange(new ClientRequest("GET", uri, List.of(), null, Deadlines.none()));
            assertThat(new String(response.body(), UTF_8)).isEqualTo(TEXT);
        }
    }

    @Test
    void whatUnpacksToTooMuchIsRefused() throws Exception {
        byte[] bomb = packed("gzip", new byte[65 << 20]);
        try (Peer peer = peer("gzip", bomb)) {
            assertThat(ask(peer, BodyMode.WHOLE).awaitFailure().kind()).isEqualTo(HttpFailure.Kind.TOO_LARGE);
        }
        byte[] comments = packed("gzip", ":\n".repeat(4 << 20).getBytes(ISO_8859_1));
        try (Peer peer = peer("gzip", comments)) {
            assertThat(ask(peer, BodyMode.EVENTS).awaitFailure())
                    .hasMessageContaining("unpacks to more than")
                    .extracting(HttpFailure::kind)
                    .isEqualTo(HttpFailure.Kind.TOO_LARGE);
        }
    }

    @Test
    void whatIsNotCompressedAsItSaysIsAFailure() throws Exception {
        byte[] wrongSum = packed("gzip", TEXT.getBytes(UTF_8));
        wrongSum[wrongSum.length - 8] ^= 1;
        for (byte[] broken : List.of("plain text".getBytes(UTF_8), wrongSum)) {
            try (Peer peer = peer("gzip", broken)) {
                assertThat(ask(peer, BodyMode.WHOLE).awaitFailure())
                        .hasMessageContaining("not valid gzip")
                        .extracting(HttpFailure::kind)
                        .isEqualTo(HttpFailure.Kind.PROTOCOL);
            }
        }
    }

    @Test
    void aCodingThatIsNotKnownIsLeftToWhoeverTakesBytes() throws Exception {
        try (Peer peer = peer("br", new byte[] {1, 2, 3})) {
            WholeResponse response = client.exchange(get(peer));
            assertThat(response.body()).containsExactly(1, 2, 3);
            assertThat(response.headers().get("content-encoding")).isEqualTo("br");
        }
        try (Peer peer = peer("br", new byte[] {1, 2, 3})) {
            assertThat(ask(peer, BodyMode.EVENTS).awaitFailure()).hasMessageContaining("not requested (br)");
        }
    }

    @Test
    void identityIsNoCoding() throws Exception {
        try (Peer peer = peer("identity", TEXT.getBytes(UTF_8))) {
            assertThat(new String(client.exchange(get(peer)).body(), UTF_8)).isEqualTo(TEXT);
        }
    }
}
