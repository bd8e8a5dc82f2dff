package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A thousand streams at once, relayed and through the loop: every one arrives whole and in order, and nothing is left.
@Isolated
class MessagesManyTest {
    private static final int STREAMS = 1_000;
    private static final int PIECES = 40;
    /// What one stream in the middle may keep alive in this process, which is its client and its provider too: these
    /// two take more than half of it.
    private static final long MOST_BYTES = 192 << 10;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "with servers {0}")
    @ValueSource(booleans = {false, true})
    void aThousandStreamsAtOnceAllEndProperly(boolean withServers) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                StreamingProvider provider = new StreamingProvider(true);
                HoldingServer server = new HoldingServer();
                TestGateway gateway = TestGateway.start(folder, """
                        servers: {quick: {url: "%s"}}
                        models: {providers: {many: {url: "%s"}}}
                        """.formatted(server.endpoint(), provider.address()))) {
            long heap = heap();
            int threads = threads();
            long files = openFiles();
            URI address = gateway.address("");
            List<Future<String>> answers = new ArrayList<>();
            for (int number = 0; number < STREAMS; number++) {
                Callable<String> client = client(address, body(PIECES, 10 + number, withServers));
                answers.add(clients.submit(client));
            }
            Patience.until("all are half-way", () -> provider.halfway.get() == STREAMS);
            assertThat(heap() - heap).as("bytes of all streams").isLessThan(STREAMS * MOST_BYTES);
            assertThat(threads()).isLessThanOrEqualTo(threads + 16);
            provider.release();

            for (int number = 0; number < STREAMS; number++) {
                JsonNode message = StreamedMessage.of(answers.get(number).get());
                JsonNode last = message.path("content").get(withServers ? 3 : 0);
                assertThat(last.path("text").asString()).isEqualTo(StreamingProvider.said(PIECES, 10 + number));
                assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
                assertThat(gateway.request().ending()).isEqualTo("end_turn");
            }
            answers.clear();
            assertThat(provider.left).hasValue(0);
            Patience.until("connections are closed", () -> provider.connections() == 0 && openFiles() <= files + 8);
            Patience.until("threads are as many as before", () -> threads() <= threads + 8);
            Patience.until("the heap is as large as before", () -> heap() < heap + (16 << 20));
        }
    }

    private static Callable<String> client(URI address, String body) {
        return () -> {
            try (RawMessages client = RawMessages.to(address, body)) {
                assertThat(client.awaitLine("HTTP/1.1")).contains(" 200 ");
                return client.chunks();
            }
        };
    }

    private static String body(int count, int size, boolean withServers) {
        String servers = "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"quick\",\"url\":\"gatehouse://server/quick\"}],"
                + "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"quick\"}],";
        return "{\"model\":\"m\",\"max_tokens\":100000,\"stream\":true," + (withServers ? servers : "")
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + count + " " + size + "\"}]}";
    }

    /// Those of virtual threads do not count: they are few, and stay for half a minute after their work.
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool-"))
                .count();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
