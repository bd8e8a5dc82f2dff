package io.gatehouse.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.RawHttp2;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that agree on TLS and HTTP/2 and never finish a request hold a connection for a short time, and little
/// memory.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class Http2HeadsTest {
    private static final int ROOM = 1 << 20;
    private static final int FRAME = 16_000;

    private HttpEngine engine;
    private Certificates certificates;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        MemorySettings memory = new MemorySettings(ROOM, ROOM, 70, Duration.ofMillis(700), Duration.ofMillis(700));
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO, memory));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private Listener listen(Duration readTimeout) throws ListenException {
        return engine.listen(
                ListenSettings.builder()
                        .hosts(List.of("127.0.0.1"))
                        .tls(certificates.pem())
                        .readTimeout(readTimeout)
                        .build(),
                exchange -> {
                    if (!exchange.path().equals("/never")) {
                        exchange.respond(200);
                    }
                });
    }

    private static byte[] frames(byte[]... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(RawHttp2.PREFACE.getBytes(ISO_8859_1));
        for (byte[] frame : frames) {
            bytes.writeBytes(frame);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "half a preface", "a preface", "settings", "an open head", "half a head"})
    void aRequestThatDoesNotEndIsCutOff(String what) throws Exception {
        byte[] settings = {0, 0, 0, RawHttp2.SETTINGS, 0, 0, 0, 0, 0};
        byte[] open = {0, 0, 1, RawHttp2.HEADERS, 0, 0, 0, 0, 1, (byte) 0x82};
        byte[] half = {0, 1, 0, RawHttp2.HEADERS, RawHttp2.END_HEADERS, 0, 0, 0, 1, (byte) 0x82};
        byte[] sent = switch (what) {
            case "nothing" -> new byte[0];
            case "half a preface" -> RawHttp2.PREFACE.substring(0, 10).getBytes(ISO_8859_1);
            case "a preface" -> frames();
            case "settings" -> frames(settings);
            case "an open head" -> frames(settings, open);
            default -> frames(settings, half);
        };
        try (Listener listener = listen(Duration.ofMillis(300));
                SSLSocket socket = RawHttp2.connect(certificates.trusting(), listener.port())) {
            socket.getOutputStream().write(sent);
            socket.getOutputStream().flush();
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void aClientThatNeverBeginsTlsIsCutOff() throws Exception {
        try (Listener listener = listen(Duration.ofMillis(300));
                RawClient silent = new RawClient(listener.port());
                RawClient slow = new RawClient(listener.port())) {
            slow.send("\u0016\u0003\u0001");
            silent.readAll();
            slow.readAll();
        }
    }

    @Test
    void manyHeadsThatNeverEndMakeRoomWhateverElseTheirConnectionsDo() throws Exception {
        List<RawHttp2> clients = new ArrayList<>();
        try (Listener listener = listen(Duration.ofSeconds(60))) {
            for (int i = 0; i < 2 * ROOM / (3 * FRAME); i++) {
                clients.add(manyFrames(new RawHttp2(certificates.trusting(), listener.port())));
            }
            clients.getFirst().goodbye();
            try (RawHttp2 good = new RawHttp2(certificates.trusting(), listener.port(), 1000)) {
                good.get("/", Map.of());
                RawHttp2.Frame frame = good.read();
                while (!frame.last()) {
                    frame = good.read();
                }
                assertThat(frame.stream()).isEqualTo(1);
            }
        } finally {
            for (RawHttp2 client : clients) {
                client.close();
            }
        }
    }

    private static RawHttp2 manyFrames(RawHttp2 client) throws IOException {
        client.get("/never", Map.of());
        int stream = client.next();
        client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, stream, new byte[FRAME]);
        client.frame(RawHttp2.CONTINUATION, 0, stream, new byte[FRAME]);
        client.frame(RawHttp2.CONTINUATION, 0, stream, new byte[FRAME]);
        client.flush();
        return client;
    }
}
