package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenException;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every revision of clients over each of its transports, with every revision of servers over each of theirs: every
/// primitive works, or cannot. `docs/compatibility.md` is what this test writes; it fails when the page says anything
/// else, and with `-Dgatehouse.compatibility.write` it writes the page.
class CompatibilityTest {
    private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
    private static final String ASKED = "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{},"
            + "\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final int AT_ONCE = 8;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final List<AutoCloseable> servers = new ArrayList<>();
    private final Map<String, Revision> names = new LinkedHashMap<>();
    private Bed bed;

    /// How a client comes in.
    private enum Way {
        STDIO,
        HTTP
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        StringBuilder yaml = new StringBuilder("limits: {page-size: 4}\nservers:\n");
        for (Revision revision : Revision.values()) {
            String date = revision.id().replace("-", "");
            List<String> command = PlainServer.command(revision);
            add(
                    yaml,
                    "stdio" + date,
                    revision,
                    "{command: " + Json.quote(command.getFirst()) + ", args: "
                            + command.subList(1, command.size()).stream()
                                    .map(Json::quote)
                                    .toList()
                            + "}");
            add(yaml, "http" + date, revision, overHttp(revision));
        }
        bed = new Bed(folder, yaml.toString());
        names.forEach((name, revision) -> {
            bed.awaitReady(name);
            assertThat(bed.server(name).state().revision()).as(name).isEqualTo(revision);
        });
    }

    private void add(StringBuilder yaml, String name, Revision revision, String server) {
        yaml.append("  ").append(name).append(": ").append(server).append('\n');
        names.put(name, revision);
    }

    private String overHttp(Revision revision) throws ListenException {
        if (revision.modern()) {
            FixtureServer server = new FixtureServer(new PlainServer(), 0, Era.MODERN);
            servers.add(server);
            return "{url: \"" + server.endpoint() + "\"}";
        }
        if (revision == Revision.R2024_11_05) {
            EventsServer server = new EventsServer(new PlainServer(), revision);
            servers.add(server);
            return "{type: sse, url: \"" + server.endpoint() + "\"}";
        }
        OldHttpServer server = new OldHttpServer(new PlainServer(), revision);
        servers.add(server);
        return "{url: \"" + server.endpoint() + "\"}";
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    @Test
    void everyCellPassesOrCannot() throws Exception {
        Map<String, String> failed = new ConcurrentSkipListMap<>();
        try (ExecutorService cells = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Revision client : Revision.values()) {
                for (Way way : Way.values()) {
                    names.forEach(
                            (server, revision) -> cells.execute(() -> check(client, way, server, revision, failed)));
                }
            }
            cells.shutdown();
            boolean ended = cells.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(failed).isEmpty();
            assertThat(ended).isTrue();
        }
        String page = page();
        if (System.getProperty("gatehouse.compatibility.write") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private void check(Revision client, Way way, String server, Revision revision, Map<String, String> failed) {
        try (WireClient plain = client(client, way, server, "{}");
                WireClient asked = client(client, way, server, ASKED)) {
            for (Primitive primitive : Primitive.values()) {
                if (primitive.impossible(client, revision) == null) {
                    String cell = client + " by " + way + " to " + server + ": " + primitive.title();
                    try {
                        primitive.check(primitive.apart() ? asked : plain, server);
                    } catch (AssertionError | RuntimeException wrong) {
                        failed.put(cell, String.valueOf(wrong.getMessage()));
                    }
                }
            }
        } catch (AssertionError | RuntimeException wrong) {
            failed.put(client + " by " + way + " to " + server, String.valueOf(wrong.getMessage()));
        }
    }

    private WireClient client(Revision revision, Way way, String server, String capabilities) {
        if (way == Way.HTTP) {
            return WireClient.connect(bed.endpoint(), server, revision, capabilities);
        }
        Handler handler = Objects.requireNonNull(bed.gatehouse().gateway().toolset(server, "stdio"));
        return WireClient.connect(
                (in, out) -> new StdioServer(handler, in, out, StdioSettings.DEFAULT), revision, capabilities);
    }

    /// What all that was seen comes to.
    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Compatibility

                Every client works with every server, whatever revision of MCP each of them speaks. This page is written by
                a test (`CompatibilityTest`) that tries all of it: clients over stdio and over HTTP (HTTP+SSE for
                2024-11-05, Streamable HTTP since), servers over the same.

                - **yes**: works over all four pairs of transports.
                - **no**: cannot be, because one of the two revisions does not have it; the number names the reason.

                Tasks are those of the extension of 2026-07-28. Where a server is older, the gateway can keep them, and clients
                of 2025-11-25 can have the experimental tasks of that revision: see
                [tasks-after](guide/settings.md#defaults).
                """);
        Map<String, Integer> reasons = new TreeMap<>();
        for (Primitive primitive : Primitive.values()) {
            String reason = primitive.impossible(Revision.R2024_11_05, Revision.R2024_11_05);
            if (reason != null) {
                reasons.putIfAbsent(primitive.title() + " " + reason, 0);
            }
        }
        int number = 0;
        for (Map.Entry<String, Integer> reason : reasons.entrySet()) {
            reason.setValue(++number);
        }
        for (Revision client : Revision.values()) {
            page.append("\n## Clients of ").append(client).append("\n\n");
            row(
                    page,
                    "server",
                    Arrays.stream(Revision.values()).map(Revision::id).toList());
            row(page, "---", Arrays.stream(Revision.values()).map(any -> "---").toList());
            for (Primitive primitive : Primitive.values()) {
                List<String> cells = new ArrayList<>();
                for (Revision server : Revision.values()) {
                    String reason = primitive.impossible(client, server);
                    cells.add(reason == null ? "yes" : "no (" + reasons.get(primitive.title() + " " + reason) + ")");
                }
                row(page, primitive.title(), cells);
            }
        }
        page.append("\n## Reasons\n\n");
        reasons.forEach(
                (reason, at) -> page.append(at).append(". ").append(reason).append('\n'));
        return page.toString();
    }

    private static void row(StringBuilder page, String title, List<String> cells) {
        page.append("| ").append(title).append(cells.stream().collect(Collectors.joining(" | ", " | ", " |\n")));
    }
}
