package io.gatehouse.http.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Event streams from the server to raw sockets and to the client.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventStreamTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private HttpEngine engine;

    @BeforeAll
    void start() {
        engine = HttpEngine.start(new EngineSettings(2, SocketBackend.AUTO));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private static ListenSettings.Builder local() {
        return ListenSettings.builder().hosts(List.of("127.0.0.1"));
    }

    @Test
    void eventsAreFramedAsTheStandardSays() throws Exception {
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    EventStream stream = exchange.events();
                    stream.send("{\"a\":1}".getBytes(UTF_8));
                    stream.send(null, "7", "one\ntwo\r\nthree\rfour".getBytes(UTF_8));
                    stream.send("endpoint", null, "/messages".getBytes(UTF_8));
                    stream.retry(1500);
                    stream.comment("hi");
                    stream.end();
                    assertThat(stream.closed()).isTrue();
                });
                RawClient client = new RawClient(listener.port())) {
            String head = client.send(REQUEST).readUntil("\r\n\r\n").toLowerCase(java.util.Locale.ROOT);
            assertThat(head)
                    .contains("content-type: text/event-stream")
                    .contains("cache-control: no-cache")
                    .contains("x-accel-buffering: no");
            String body = client.readUntil("0\r\n\r\n");
            assertThat(body)
                    .contains("event: message\ndata: {\"a\":1}\n\n")
                    .contains("id: 7\ndata: one\ndata: two\r\ndata: three\rdata: four\n\n")
                    .contains("event: endpoint\ndata: /messages\n\n")
                    .contains("retry: 1500\n\n")
                    .contains(": hi\n\n");
        }
    }

    /// typescript-sdk#1926, python-sdk#1356: readers that end a line there lose the message, and the call hangs.
    @Test
    void noCharacterThatReadersTakeForTheEndOfALineIsInAnEvent() {
        String text = "{\"a\u2028\":\"\u2029\u2028b\u0085\u00e9\u20ac\u2027\u202a\ud83c\udf75\"}";

        String sent = new String(EventEncoder.event("message", null, text.getBytes(UTF_8)), UTF_8);

        assertThat(sent.lines().toList()).hasSize(3);
        assertThat(sent)
                .contains("data: {\"a\\u2028\":\"\\u2029\\u2028b\\u0085\u00e9\u20ac\u2027\u202a\ud83c\udf75\"}\n\n");
        assertThat(EventEncoder.event(null, null, "\u2028".getBytes(UTF_8)))
                .isEqualTo("data: \\u2028\n\n".getBytes(UTF_8));
    }

    @Test
    void anExchangeCanBeBrokenOff() throws Exception {
        try (Listener listener = engine.listen(local().build(), HttpExchange::abort);
                RawClient client = new RawClient(listener.port())) {
            assertThat(client.send(REQUEST).readAll()).isEmpty();
        }
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    EventStream stream = exchange.events();
                    stream.send("{}".getBytes(UTF_8));
                    exchange.onClosed(() -> stream.comment("never"));
                    Thread.ofVirtual().start(() -> {
                        while (stream.queuedBytes() > 0) {
                            Thread.onSpinWait();
                        }
                        exchange.abort();
                    });
                });
                RawClient client = new RawClient(listener.port())) {
            assertThat(client.send(REQUEST).readAll()).endsWith("event: message\ndata: {}\n\n\r\n");
        }
    }

    @Test
    void aTypeOrIdCannotSmuggleALineBreak() {
        assertThatThrownBy(() -> EventEncoder.event("a\nb", null, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventEncoder.event(null, "a\rb", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuietStreamSendsKeepAliveComments() throws Exception {
        try (Listener listener = engine.listen(
                        local().keepAliveInterval(Duration.ofMillis(200)).build(), HttpExchange::events);
                RawClient client = new RawClient(listener.port())) {
            client.send(REQUEST).readUntil(": keep-alive\n\n");
            client.readUntil(": keep-alive\n\n");
        }
    }

    @Test
    void aSlowReaderIsCutOff() throws Exception {
        CompletableFuture<EventStream> opened = new CompletableFuture<>();
        CountDownLatch cut = new CountDownLatch(1);
        try (Listener listener = engine.listen(local().maxQueuedBytes(1 << 20).build(), exchange -> {
                    EventStream stream = exchange.events();
                    stream.onClosed(cut::countDown);
                    opened.complete(stream);
                });
                RawClient client = new RawClient(listener.port())) {
            client.send(REQUEST);
            EventStream stream = opened.get(10, TimeUnit.SECONDS);
            byte[] data = new byte[100_000];
            java.util.Arrays.fill(data, (byte) 'x');
            for (int i = 0; i < 1000 && !stream.closed(); i++) {
                stream.send(data);
            }
            assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.closed()).isTrue();
            stream.send(data);
        }
    }

    @Test
    void aClientThatLeavesIsNoticed() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (Listener listener =
                engine.listen(local().build(), exchange -> exchange.events().onClosed(gone::countDown))) {
            try (RawClient client = new RawClient(listener.port())) {
                client.send(REQUEST).readUntil("\r\n\r\n");
            }
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theClientReadsWhatTheServerSends() throws Exception {
        byte[] large = new byte[8 << 20];
        java.util.Arrays.fill(large, (byte) 'y');
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    EventStream stream = exchange.events();
                    stream.send("two\nlines".getBytes(UTF_8));
                    Thread.startVirtualThread(() -> {
                        stream.send("big", "1", large);
                        stream.end();
                    });
                });
                HttpClient client = engine.client(ClientSettings.defaults())) {
            Recorder recorder = new Recorder(BodyMode.EVENTS);
            client.send(
                    new ClientRequest(
                            "GET",
                            URI.create("http://127.0.0.1:" + listener.port() + "/"),
                            List.of(),
                            null,
                            Deadlines.none()),
                    recorder);
            assertThat(recorder.nextData()).isEqualTo("two\nlines");
            ServerSentEvent event = recorder.nextEvent();
            assertThat(event.event()).isEqualTo("big");
            assertThat(event.id()).isEqualTo("1");
            assertThat(event.data()).isEqualTo(large);
            recorder.await();
            assertThat(recorder.endings).containsExactly("end");
        }
    }
}
