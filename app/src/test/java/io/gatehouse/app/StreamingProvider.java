package io.gatehouse.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A provider on bare sockets that streams as fast as it is read, and knows how far it got. What it says is in the
/// text of the user: `COUNT SIZE`, so many pieces of so many letters. Where a request has tools and no result yet, it
/// says one piece and calls the first tool.
final class StreamingProvider implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /// Streams that are half done and wait for [#release].
    final AtomicInteger halfway = new AtomicInteger();
    /// Streams that the gateway left before their end.
    final AtomicInteger left = new AtomicInteger();
    /// Bytes of streams that were taken.
    final AtomicLong taken = new AtomicLong();

    private final CountDownLatch release;

    /// @param holding whether each stream waits half-way until it is released
    StreamingProvider(boolean holding) throws IOException {
        release = new CountDownLatch(holding ? 1 : 0);
        Thread.ofVirtual().name("streaming").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /// Lets all streams go on.
    void release() {
        release.countDown();
    }

    /// Connections that are open.
    int connections() {
        return open.size();
    }

    /// What it says to `COUNT SIZE`.
    static String said(int count, int size) {
        StringBuilder text = new StringBuilder(count * size);
        for (int piece = 0; piece < count; piece++) {
            text.append(piece(piece, size));
        }
        return text.toString();
    }

    private static String piece(int number, int size) {
        return String.valueOf((char) ('a' + number % 26)).repeat(size);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().name("streaming connection").start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            RoughWire wire = new RoughWire(socket.getInputStream(), socket.getOutputStream());
            while (true) {
                String head = wire.head();
                JsonNode request = MAPPER.readTree(wire.body(head));
                try {
                    answer(wire, request);
                } catch (IOException gone) {
                    left.incrementAndGet();
                    throw gone;
                }
            }
        } catch (IOException gone) {
            // Nobody is there any more.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(RoughWire wire, JsonNode request) throws IOException {
        JsonNode messages = request.path("messages");
        String text = messages.get(0).path("content").asString("");
        String tool = request.at("/tools/0/name").asString("");
        boolean calling = !tool.isEmpty() && messages.size() == 1;
        int count = calling ? 1 : Integer.parseInt(text.substring(0, text.indexOf(' ')));
        int size = Integer.parseInt(text.substring(text.indexOf(' ') + 1));
        wire.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nKeep-Alive: timeout=1\r\nTransfer-Encoding: chunked\r\n\r\n");
        event(
                wire,
                "message_start",
                "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],"
                        + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
        event(wire, "content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        for (int piece = 0; piece < count; piece++) {
            if (!calling && piece == count / 2) {
                hold();
            }
            event(
                    wire,
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + piece(piece, size) + "\"}");
        }
        event(wire, "content_block_stop", "\"index\":0");
        if (calling) {
            event(
                    wire,
                    "content_block_start",
                    "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"" + tool
                            + "\",\"input\":{}}");
            event(wire, "content_block_stop", "\"index\":1");
        }
        String stop = calling ? "tool_use" : "end_turn";
        event(
                wire,
                "message_delta",
                "\"delta\":{\"stop_reason\":\"" + stop + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":2}");
        event(wire, "message_stop", "");
        wire.write("0\r\n\r\n");
    }

    private void hold() {
        halfway.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void event(RoughWire wire, String type, String members) throws IOException {
        byte[] event = ("event: " + type + "\ndata: {\"type\":\"" + type + "\"" + (members.isEmpty() ? "" : ",")
                        + members + "}\n\n")
                .getBytes(StandardCharsets.US_ASCII);
        wire.write(Integer.toHexString(event.length) + "\r\n");
        wire.out().write(event);
        wire.write("\r\n");
        taken.addAndGet(event.length);
    }

    @Override
    public void close() throws IOException {
        release();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
