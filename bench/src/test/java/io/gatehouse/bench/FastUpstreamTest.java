package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FastUpstreamTest {
    private SelectorServer upstream;
    private Thread thread;
    private Contender direct;

    @BeforeEach
    void start() throws IOException {
        upstream = FastUpstream.server();
        thread = Thread.ofPlatform().start(upstream::run);
        direct = Contender.direct(upstream.port());
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    @ParameterizedTest
    @EnumSource
    void answersCallsOf300BytesWith500(Era era) throws IOException {
        String call =
                Calls.toolsCall(era, direct.address(era), List.of("session")).getFirst();

        assertThat(call.substring(call.indexOf("\r\n\r\n") + 4)).hasSize(Calls.CALL_BYTES);
        direct.check(era);
    }

    @ParameterizedTest
    @EnumSource
    void callsAcrossErasAreOfTheSameSize(Era client) {
        for (Era server : Era.values()) {
            String call = Calls.toolsCall(client, server, direct.address(client), List.of("session"))
                    .getFirst();

            assertThat(call.substring(call.indexOf("\r\n\r\n") + 4))
                    .hasSize(Calls.CALL_BYTES)
                    .contains("\"" + server.server() + "_echo\"");
        }
    }

    @Test
    void listsAsManyToolsAsItsPathSays() throws IOException {
        Address address = new Address(upstream.port(), "/modern/10000");
        try (Wire wire = new Wire(address.port())) {
            int status = wire.call(Calls.numbered(Calls.toolsList(Era.MODERN, address, ""), 10_000_000));

            assertThat(status).isEqualTo(200);
            assertThat(new String(wire.body(), StandardCharsets.UTF_8).split("\"inputSchema\"", -1))
                    .hasSize(10_001);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        String call = Calls.toolsCall(Era.MODERN, direct.modern(), List.of()).getFirst();
        StringBuilder calls = new StringBuilder();
        for (int id = 0; id < 500; id++) {
            calls.append(call.replace(Calls.ID, Integer.toString(10_000_000 + id)));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), upstream.port())) {
            Thread sender = Thread.ofPlatform().start(() -> send(socket, calls.toString()));
            StringBuilder answers = new StringBuilder();
            byte[] buffer = new byte[64 << 10];
            while (answers.indexOf("\"id\":10000499") < 0) {
                int count = socket.getInputStream().read(buffer);
                answers.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
            }
            for (int id = 1; id < 500; id++) {
                assertThat(answers.indexOf("\"id\":" + (10_000_000 + id)))
                        .isGreaterThan(answers.indexOf("\"id\":" + (10_000_000 + id - 1)));
            }
            assertThat(sender.isInterrupted()).isFalse();
        }
    }

    @Test
    void refusesTheOtherEraSoThatAProbeFindsTheRightOne() throws IOException {
        try (Wire wire = new Wire(upstream.port())) {
            assertThat(wire.call(Calls.numbered(Calls.initialize(direct.modern()), 10_000_000)))
                    .isEqualTo(404);
            assertThat(wire.call(Calls.numbered(
                            Calls.toolsCall(Era.MODERN, direct.legacy(), List.of())
                                    .getFirst()
                                    .replace("tools/call", "server/discover")
                                    .replace("Content-Length: 300", "Content-Length: 305"),
                            10_000_000)))
                    .isEqualTo(400);
        }
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
