package io.gatehouse.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawHttp2;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A client of HTTP/2 that sends many frames and asks little loses its connection, others do not notice, and honest
/// clients that send many frames go on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class Http2FloodsTest {
    private static final byte[] NOTHING = {};
    private static final byte[] LARGE = new byte[2 << 20];
    private static final int BATCH = 50;

    private HttpEngine engine;
    private HttpEngine outside;
    private Certificates certificates;
    private Listener listener;
    private HttpClient good;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
        outside = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
        listener = engine.listen(
                ListenSettings.builder()
                        .hosts(List.of("127.0.0.1"))
                        .tls(certificates.pem())
                        .build(),
                exchange -> {
                    switch (exchange.path()) {
                        case "/never" -> {}
                        case "/large" -> exchange.respond(200, "text/plain", LARGE);
                        default -> exchange.respond(200, "text/plain", new byte[100]);
                    }
                });
        good = outside.client(ClientSettings.builder()
                .authorities(certificates.pem().certificate())
                .build());
    }

    @AfterAll
    void stop() {
        good.close();
        listener.close();
        engine.close();
        outside.close();
    }

    /// A kind of frame that costs its sender nothing.
    enum Flood {
        SETTINGS {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.SETTINGS, 0, 0, NOTHING);
            }
        },
        ACKNOWLEDGED_SETTINGS {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, NOTHING);
            }
        },
        PING {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.PING, 0, 0, new byte[8]);
            }
        },
        ACKNOWLEDGED_PING {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.PING, RawHttp2.ACK, 0, new byte[8]);
            }
        },
        PRIORITY {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.PRIORITY, 0, stream, new byte[5]);
            }
        },
        EMPTY_DATA {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.DATA, 0, stream, NOTHING);
            }
        },
        DATA_OF_PADDING {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                byte[] padded = new byte[100]; // its length, one byte of the body, and padding
                padded[0] = (byte) (padded.length - 2);
                client.frame(RawHttp2.DATA, RawHttp2.PADDED, stream, padded);
            }
        },
        BODY_BYTE_BY_BYTE {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.DATA, 0, stream, new byte[1]);
            }
        },
        EMPTY_HEADERS {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, client.next(), NOTHING);
            }
        },
        EMPTY_CONTINUATION {
            @Override
            void begin(RawHttp2 client) throws IOException {
                client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, client.next(), NOTHING);
            }

            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.CONTINUATION, 0, stream + 2, NOTHING);
            }
        },
        RESET {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                int begun = client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, "GET", "/never", Map.of());
                client.frame(RawHttp2.RST_STREAM, 0, begun, RawHttp2.number(8));
            }
        },
        RESET_OF_A_STREAM_THAT_IS_OVER {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(8));
            }
        },
        SMALL_WINDOW_UPDATE {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.want(0, 1);
            }
        },
        ANSWER_BYTE_BY_BYTE {
            @Override
            void begin(RawHttp2 client) throws IOException {
                client.want(0, 1 << 30);
                client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, "GET", "/large", Map.of());
            }

            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.want(stream + 2, 1);
            }
        },
        UNKNOWN {
            @Override
            void send(RawHttp2 client, int stream) throws IOException {
                client.frame(0x20, 0, 0, NOTHING);
            }
        };

        void begin(RawHttp2 client) throws IOException {}

        /// @param stream of a request that has begun and gets no answer
        abstract void send(RawHttp2 client, int stream) throws IOException;
    }

    private void assertServed() throws Exception {
        URI uri = URI.create("https://localhost:" + listener.port() + "/");
        ClientRequest request = new ClientRequest("GET", uri, List.of(), null, Deadlines.total(Duration.ofSeconds(10)));
        assertThat(good.exchange(request).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void aFloodEndsItsConnectionAndNoOther(Flood flood) throws Exception {
        assertServed();
        long before = listener.floodedConnections();
        try (RawHttp2 client = new RawHttp2(certificates.trusting(), listener.port())) {
            int stream = client.open(RawHttp2.END_HEADERS, "POST", "/never", Map.of());
            flood.begin(client);
            CompletableFuture<Integer> goodbye = CompletableFuture.supplyAsync(() -> {
                try {
                    return client.goodbye();
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            try {
                while (!goodbye.isDone()) {
                    for (int i = 0; i < BATCH; i++) {
                        flood.send(client, stream);
                    }
                    client.flush();
                    assertServed();
                }
            } catch (IOException closed) {
                // As it should be.
            }
            assertThat(goodbye.get()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
        }
        assertServed();
        assertThat(listener.floodedConnections()).isEqualTo(before + 1);
    }

    @Test
    void aClientThatAcknowledgesEachFrameOfManyAnswersGoesOn() throws Exception {
        try (RawHttp2 client = new RawHttp2(certificates.trusting(), listener.port(), 65_535)) {
            int updates = 0;
            for (int i = 0; i < 30; i++) {
                int stream = client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, "GET", "/large", Map.of());
                client.flush();
                RawHttp2.Frame frame;
                int taken = 0;
                do {
                    frame = client.read();
                    assertThat(frame.type()).isNotEqualTo(RawHttp2.GOAWAY);
                    if (frame.type() == RawHttp2.DATA) {
                        taken += frame.payload().length;
                        if (frame.payload().length > 0) {
                            updates += 2;
                            client.want(0, frame.payload().length);
                            client.want(stream, frame.payload().length);
                            client.flush();
                        }
                    }
                } while (!frame.last());
                assertThat(taken).isEqualTo(LARGE.length);
            }
            assertThat(updates).isGreaterThan(FrameAllowance.BURST);
        }
    }

    @Test
    void aClientThatPingsBeforeEachOfManyRequestsGoesOn() throws Exception {
        try (RawHttp2 client = new RawHttp2(certificates.trusting(), listener.port(), 65_535)) {
            client.want(0, 1 << 30);
            for (int i = 0; i < FrameAllowance.BURST; i += BATCH) {
                for (int j = 0; j < BATCH; j++) {
                    client.frame(RawHttp2.PING, 0, 0, new byte[8]);
                    client.get("/", Map.of());
                }
                for (int answers = 0; answers < BATCH; ) {
                    RawHttp2.Frame frame = client.read();
                    assertThat(frame.type()).isNotEqualTo(RawHttp2.GOAWAY);
                    answers += frame.last() ? 1 : 0;
                }
            }
        }
    }
}
