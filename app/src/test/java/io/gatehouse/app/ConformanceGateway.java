package io.gatehouse.app;

import io.gatehouse.fixtures.Everything;
import io.gatehouse.fixtures.EverythingMain;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenException;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A gateway in front of one fixture, whose names it leaves as they are.
final class ConformanceGateway implements AutoCloseable {
    private final @Nullable FixtureServer fixture;
    private final TestGateway gateway;

    ConformanceGateway(Path folder, ConformanceUpstream upstream) throws IOException, ListenException {
        fixture = upstream.process() ? null : new FixtureServer(Everything.server(), 0, upstream.era());
        gateway = TestGateway.start(folder, """
                servers:
                  fixture: %s
                toolsets:
                  bare: {names: bare, servers: [fixture]}
                """.formatted(
                        fixture == null
                                ? command(Javas.command(EverythingMain.class, EverythingMain.stdio(upstream.era())))
                                : "{url: \"" + fixture.endpoint() + "\"}"))
                .up();
        if (upstream.process()) {
            // The suite waits 600 ms for the first message, and a program that may ask starts once more for it.
            try (WireClient client =
                    WireClient.connect(gateway.address("/mcp"), "bare", Revision.NEWEST, "{\"elicitation\":{}}")) {
                client.call("test_simple_text").result();
            }
        }
    }

    /// Where the fixture is reached through the gateway.
    URI endpoint() {
        return URI.create("http://localhost:" + gateway.address("/mcp/bare").getPort() + "/mcp/bare");
    }

    @Override
    public void close() {
        gateway.close();
        if (fixture != null) {
            fixture.close();
        }
    }

    private static String command(List<String> command) {
        String arguments =
                command.stream().skip(1).map(word -> '"' + word + '"').collect(Collectors.joining(", "));
        return "{command: \"" + command.getFirst() + "\", args: [" + arguments + "]}";
    }
}
