package io.gatehouse.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.http.RawHttp2;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of HTTP/2 are taken as strictly as those of HTTP/1.1, and what a client sends and does not take is bounded.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class Http2RequestsTest {
    private static final int WINDOW = 65_535;
    private static final int FRAME = 16 << 10;
    private static final int REQUEST_ROOM = 1 << 20;

    private HttpEngine engine;
    private Certificates certificates;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        MemorySettings memory =
                new MemorySettings(REQUEST_ROOM, 64 << 20, 100, Duration.ofSeconds(60), Duration.ofSeconds(60));
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO, memory));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private ListenSettings.Builder local() {
        return ListenSettings.builder().hosts(List.of("127.0.0.1")).tls(certificates.pem());
    }

    private RawHttp2 client(Listener listener) throws Exception {
        return new RawHttp2(certificates.trusting(), listener.port(), WINDOW);
    }

    /// Names and values in turn; `\` stands for a character that would not be seen in these texts.
    @ParameterizedTest
    @ValueSource(
            strings = {
                ":method GET :scheme https :path /",
                ":method GET :scheme https :authority x",
                ":method GET :path / :authority x",
                ":scheme https :path / :authority x",
                ":method GET :method GET :scheme https :path / :authority x",
                ":method GET :scheme https :path / :path /b :authority x",
                ":method GET :scheme https :path / :authority x :authority y",
                ":method GET :scheme https :path / :authority x :status 200",
                ":method GET :scheme https :path / :authority x :other 1",
                ":method GET :scheme https :path / a b :authority x",
                ":method GET :scheme ftp :path / :authority x",
                ":method GET :scheme https :path a :authority x",
                ":method GET :scheme https :path * :authority x",
                ":method GET :scheme https :path /\\b :authority x",
                ":method G\\T :scheme https :path / :authority x",
                ":method CONNECT :authority x:443",
                ":method GET :scheme https :path / :authority y@x",
                ":method GET :scheme https :path / :authority x host y",
                ":method GET :scheme https :path / :authority x host x host x",
                ":method GET :scheme https :path / host x host y",
                ":method GET :scheme https :path / :authority x A b",
                ":method GET :scheme https :path / :authority x a\\ b",
                ":method GET :scheme https :path / :authority x a \\b",
                ":method GET :scheme https :path / :authority x a b\\",
                ":method GET :scheme https :path / :authority x connection close",
                ":method GET :scheme https :path / :authority x transfer-encoding chunked",
                ":method GET :scheme https :path / :authority x te gzip",
                ":method POST :scheme https :path / :authority x content-length 1",
                ":method POST :scheme https :path / :authority x content-length +0",
                ":method POST :scheme https :path / :authority x content-length 0 content-length 1"
            })
    void aRequestThatIsMalformedIsResetAndNoOtherNoticesIt(String head) throws Exception {
        List<String> served = new CopyOnWriteArrayList<>();
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    served.add(exchange.path());
                    exchange.respond(200);
                });
                RawHttp2 client = client(listener)) {
            for (char unseen : new char[] {' ', '\r', '\n', 0}) {
                List<String> fields = List.of(head.split(" ")).stream()
                        .map(text -> text.replace('\\', unseen))
                        .toList();
                int refused = client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, fields);
                client.flush();
                assertThat(client.status(refused)).as("with " + (int) unseen).isEqualTo(-1);
            }
            assertThat(served).isEmpty();
            int good =
                    client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, "GET", "/good", Map.of("te", "trailers"));
            client.flush();
            assertThat(client.status(good)).isEqualTo(200);
            assertThat(served).containsExactly("/good");
        }
    }

    @Test
    void theAddressTheHostAndTheFieldsAreTheRequests() throws Exception {
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    String seen = exchange.method() + " " + exchange.path() + " " + exchange.query() + " "
                            + exchange.headers("Host") + " " + exchange.header("X-A") + " " + exchange.header(":path");
                    exchange.respond(
                            seen.equals("POST /a%20b c=/?d [h:1] 1 null") ? 200 : 500,
                            "text/plain",
                            seen.getBytes(UTF_8));
                });
                RawHttp2 client = client(listener)) {
            for (List<String> host : List.of(
                    List.of(":authority", "h:1", "x-a", "1"),
                    List.of("host", "h:1", "x-a", "1"),
                    List.of(":authority", "h:1", "host", "h:1", "x-a", "1"))) {
                List<String> head =
                        new ArrayList<>(List.of(":method", "POST", ":scheme", "https", ":path", "/a%20b?c=/?d"));
                head.addAll(host);
                int asked = client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, head);
                client.flush();
                assertThat(client.status(asked)).as(host + "").isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"415, content-encoding, gzip", "417, expect, 200-ok"})
    void whatARequestWantsAndNobodyUnderstandsIsRefusedByItsOwnStatus(int status, String name, String value)
            throws Exception {
        try (Listener listener = engine.listen(local().build(), exchange -> exchange.respond(200));
                RawHttp2 client = client(listener)) {
            int asked = client.open(RawHttp2.END_HEADERS, "POST", "/", Map.of(name, value));
            client.flush();
            assertThat(client.status(asked)).isEqualTo(status);
        }
    }

    @Test
    void aHeadThatIsTooLargeIsRefusedByItsOwnStatus() throws Exception {
        List<String> failed = new CopyOnWriteArrayList<>();
        HttpHandler handler = new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) {
                exchange.respond(200);
            }

            @Override
            public void failed(HttpExchange exchange, int status) {
                failed.add(exchange.path() + " " + status);
            }
        };
        try (Listener listener = engine.listen(local().maxHeaderBytes(16_000).build(), handler);
                RawHttp2 client = client(listener)) {
            List<String> many =
                    new ArrayList<>(List.of(":method", "GET", ":scheme", "https", ":path", "/many", ":authority", "x"));
            while (many.size() < 400) {
                many.addAll(List.of("a", "b"));
            }
            assertThat(asked(client, many)).isEqualTo(200);
            many.addAll(List.of("a", "b"));
            assertThat(asked(client, many)).isEqualTo(431);
            List<String> large = List.of(
                    ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "x", "a", "b".repeat(16_000));
            assertThat(asked(client, large)).isEqualTo(431);
            List<String> address = List.of(
                    ":method", "GET", ":scheme", "https", ":path", "/" + "a".repeat(8 << 10), ":authority", "x");
            assertThat(asked(client, address)).isEqualTo(414);
            assertThat(failed).containsExactly("/many 431", "/" + "a".repeat(8 << 10) + " 414");
        }
    }

    private static int asked(RawHttp2 client, List<String> head) throws Exception {
        int stream = client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, head);
        client.flush();
        return client.status(stream);
    }

    /// The client never acknowledges the settings that name the bound.
    @Test
    void moreStreamsThanAllowedAreRefusedFromTheFirstOn() throws Exception {
        BlockingQueue<HttpExchange> served = new LinkedBlockingQueue<>();
        try (Listener listener = engine.listen(local().build(), served::add);
                RawHttp2 client = client(listener)) {
            for (int i = 0; i < 251; i++) {
                client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, "GET", "/" + i, Map.of());
            }
            client.flush();
            assertThat(client.status(501)).isEqualTo(-1);
            for (int i = 0; i < 250; i++) {
                HttpExchange exchange = served.take();
                assertThat(exchange.path()).isEqualTo("/" + i);
                exchange.respond(200);
            }
            assertThat(client.status(499)).isEqualTo(200);
            assertThat(served).isEmpty();
        }
    }

    @Test
    void trailersEndABodyAndAreNoSecondHead() throws Exception {
        try (Listener listener = engine.listen(
                        local().build(), exchange -> exchange.respond(200, "text/plain", exchange.body()));
                RawHttp2 client = client(listener)) {
            int asked = client.open(RawHttp2.END_HEADERS, "POST", "/", Map.of());
            client.frame(RawHttp2.DATA, 0, asked, new byte[3]);
            client.frame(
                    RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, asked, new byte[] {0, 1, 'a', 1, 'b'
                    });
            client.flush();
            assertThat(client.status(asked)).isEqualTo(200);
        }
    }

    /// What was on its way is kept, and no more than the window of its stream comes.
    @Test
    void aBodyThatWaitsForMemoryGetsNoMoreWindow() throws Exception {
        BlockingQueue<HttpExchange> served = new LinkedBlockingQueue<>();
        try (Listener listener = engine.listen(local().build(), served::add);
                RawHttp2 first = client(listener);
                RawHttp2 second = client(listener)) {
            int all = REQUEST_ROOM - 100_000;
            int holding = first.open(RawHttp2.END_HEADERS, "POST", "/first", Map.of("content-length", all + ""));
            send(first, holding, WINDOW, all, true);
            HttpExchange whole = served.take();

            int length = 500_000;
            int waiting = second.open(RawHttp2.END_HEADERS, "POST", "/second", Map.of("content-length", length + ""));
            send(second, waiting, WINDOW, WINDOW, false);
            second.frame(RawHttp2.PING, 0, 0, new byte[8]);
            second.flush();
            for (RawHttp2.Frame frame = second.read();
                    frame.type() != RawHttp2.PING || frame.flags() != RawHttp2.ACK;
                    frame = second.read()) {
                assertThat(frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == waiting)
                        .as("more window for a body that waits")
                        .isFalse();
            }
            whole.respond(200);
            send(second, waiting, 0, length - WINDOW, true);
            HttpExchange late = served.take();
            assertThat(late.body()).hasSize(length);
            for (int i = 0; i < length; i += 997) {
                assertThat(late.body()[i]).isEqualTo((byte) 7);
            }
            late.respond(200);
        }
    }

    /// Sends a part of a body as the server makes room for it.
    ///
    /// @param window how much room there is already
    private static void send(RawHttp2 client, int stream, int window, int part, boolean last) throws Exception {
        int room = window;
        int left = part;
        while (left > 0) {
            int size = Math.min(Math.min(FRAME, room), left);
            if (size > 0) {
                byte[] data = new byte[size];
                Arrays.fill(data, (byte) 7);
                left -= size;
                room -= size;
                client.frame(RawHttp2.DATA, last && left == 0 ? RawHttp2.END_STREAM : 0, stream, data);
                client.flush();
            } else {
                RawHttp2.Frame frame = client.read();
                assertThat(frame.type()).isNotIn(RawHttp2.RST_STREAM, RawHttp2.GOAWAY);
                if (frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == stream) {
                    room += ByteBuffer.wrap(frame.payload()).getInt();
                }
            }
        }
    }

    /// As over HTTP/1.1, whoever takes something now and then is no stalled client.
    @Test
    void aClientThatReadsSlowlyGetsTheWholeAnswer() throws Exception {
        int size = 24_000;
        try (Listener listener = engine.listen(
                        local().writeTimeout(Duration.ofSeconds(1)).build(),
                        exchange -> exchange.respond(200, "text/plain", new byte[size]));
                RawHttp2 client = new RawHttp2(certificates.trusting(), listener.port(), 1_000)) {
            int asked = client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, "GET", "/", Map.of());
            client.flush();
            int taken = 0;
            RawHttp2.Frame frame;
            do {
                frame = client.read();
                if (frame.type() == RawHttp2.DATA && frame.payload().length > 0) {
                    taken += frame.payload().length;
                    LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
                    client.want(0, frame.payload().length);
                    client.want(asked, frame.payload().length);
                    client.flush();
                }
                assertThat(frame.type()).isNotIn(RawHttp2.RST_STREAM, RawHttp2.GOAWAY);
            } while (!frame.last());
            assertThat(taken).isEqualTo(size);
        }
    }
}
