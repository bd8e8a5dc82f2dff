package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.Era;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What is wrong with a server and was put up with is told once, and shown as long as it is so. Alone, because it hears
/// the log of the whole process.
@Isolated
final class WarningsTest extends UpstreamTest {
    private static final Logger LOG = Logger.getLogger(ServerWarnings.class.getName());

    @TempDir
    Path data;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler hearer = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void hear() {
        LOG.addHandler(hearer);
    }

    @AfterEach
    void stopHearing() {
        LOG.removeHandler(hearer);
    }

    @Test
    void theSameListAgainIsNotToldAgainAndAnotherOneIs() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        AtomicInteger listed = twice(server, "a");
        Upstream upstream = fixture.start(server);
        upstream.refresh();
        Wire.until("listed again", () -> listed.get() == 2);
        twice(server, "b");
        upstream.refresh();
        Wire.until("another list", () -> upstream.warnings().toString().contains("tool b"));
        assertThat(upstream.warnings())
                .containsExactly(new ServerWarning("tool b", "it is listed twice", "only the first is used"));
        assertThat(logged)
                .containsExactly(
                        "server s: tool a: it is listed twice; only the first is used",
                        "server s: tool b: it is listed twice; only the first is used");
    }

    @Test
    void warningsOfSettingsListsAndMessagesStandBesideEachOther() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        twice(server, "a");
        ServerWarning ofFile = new ServerWarning("headers", "Host is the client's", "ignored");
        ServerWarning ofMessage = new ServerWarning("", "ids come back as text", "read as numbers");
        UpstreamServer upstream =
                (UpstreamServer) fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                        .warnings(List.of(ofFile))
                        .build());
        upstream.warn(ofMessage);
        upstream.warn(ofMessage);
        assertThat(upstream.warnings())
                .containsExactly(
                        ofFile, new ServerWarning("tool a", "it is listed twice", "only the first is used"), ofMessage);
        assertThat(logged).hasSize(2).last().isEqualTo("server s: ids come back as text; read as numbers");
    }

    @Test
    void aServerOfThousandsOfFaultsFillsNeitherLogNorReport() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        String tools = IntStream.range(0, 5_000)
                .mapToObj(index -> tool("t" + index / 2))
                .collect(Collectors.joining(","));
        server.on("tools/list", (http, request) -> json(http, request, "{\"tools\":[" + tools + "]}"));
        Upstream upstream = fixture.start(server);
        assertThat(upstream.snapshot().tools()).hasSize(2_500);
        assertThat(upstream.warnings()).hasSize(101).last().asString().contains("2400 more warnings");
        assertThat(logged).hasSize(21).last().asString().contains("81 more warnings");
    }

    @Test
    void warningsOfAListAreKeptWithItAcrossARestart() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        twice(server, "a");
        ServerSettings settings = ServerSettings.of("s", UpstreamsFixture.http(server));
        SnapshotFile.in(data, settings)
                .write(Era.LEGACY, fixture.start(settings).snapshot());
        SnapshotFile.Kept kept = SnapshotFile.in(data, settings).read();
        assertThat(kept).isNotNull();
        assertThat(kept.snapshot().warnings())
                .containsExactly(new ServerWarning("tool a", "it is listed twice", "only the first is used"));
    }

    @Test
    void aMissingNameIsToldWithWhatIsPutInItsPlace() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine, "2025-11-25", "{\"tools\":{},\"resources\":{}}");
        server.on(
                "resources/list",
                (http, request) -> json(http, request, "{\"resources\":[{\"uri\":\"x://1\"},{\"uri\":\"\"}]}"));
        Upstream upstream = fixture.start(server);
        assertThat(upstream.warnings())
                .contains(
                        new ServerWarning("resource x://1", "name is missing", "its uri is used instead"),
                        new ServerWarning("resource ", "name is missing", "its uri is used instead"));
    }

    private static String tool(String name) {
        return "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}";
    }

    private static AtomicInteger twice(HandMadeServer server, String name) {
        AtomicInteger listed = new AtomicInteger();
        server.on("tools/list", (http, request) -> {
            json(http, request, "{\"tools\":[" + tool(name) + "," + tool(name) + "]}");
            listed.incrementAndGet();
        });
        return listed;
    }
}
