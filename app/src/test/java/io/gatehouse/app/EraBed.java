package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.EraCell.Kind;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.doors.mcp.stdio.Gateways;
import io.gatehouse.doors.mcp.stdio.StdioRelay;
import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A gateway with a server of every kind, each with a toolset of its own.
final class EraBed implements AutoCloseable {
    private final FixtureServer oldHttp = new FixtureServer(new PlainServer(), 0, Era.LEGACY);
    private final FixtureServer newHttp = new FixtureServer(new PlainServer(), 0, Era.MODERN);
    private final EventsServer events = new EventsServer(new PlainServer());
    private static final StdioSettings STDIO = StdioSettings.DEFAULT;

    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final Bed bed;

    /// @param limits of the gateway, as the file has them
    /// @param change that no file can make
    EraBed(Path folder, String limits, UnaryOperator<Configuration> change) throws Exception {
        bed = new Bed(
                folder,
                """
                limits: %s
                servers:
                  stdiolegacy: %s
                  stdiodual: %s
                  httplegacy: {url: %s}
                  httpmodern: {url: %s}
                  events: {url: %s, type: sse}
                """.formatted(
                                limits,
                                command(Era.LEGACY),
                                command(Era.BOTH),
                                oldHttp.endpoint(),
                                newHttp.endpoint(),
                                events.endpoint()),
                change,
                ServerSettings.of("inprocess", new Transport.InProcess(new PlainServer())));
        for (Kind kind : Kind.values()) {
            bed.awaitReady(kind.server());
            Revision revision = bed.server(kind.server()).state().revision();
            assertThat(revision.modern()).as(kind.toString()).isEqualTo(kind.modern());
        }
    }

    private static String command(Era era) {
        List<String> command = PlainServer.command(era);
        return "{command: " + Json.quote(command.getFirst()) + ", args: "
                + command.subList(1, command.size()).stream().map(Json::quote).toList() + "}";
    }

    /// A client of the cell's server.
    WireClient client(EraCell cell, String capabilities) {
        String server = cell.kind().server();
        return switch (cell.door()) {
            case HTTP -> WireClient.connect(bed.endpoint(), server, cell.client(), capabilities);
            case STDIO ->
                WireClient.connect(
                        (in, out) -> new StdioServer(own(server), in, out, STDIO), cell.client(), capabilities);
            case RELAY ->
                WireClient.connect(
                        (in, out) -> new StdioServer(send -> relay(server, send), in, out, STDIO),
                        cell.client(),
                        capabilities);
        };
    }

    private Handler own(String server) {
        return Objects.requireNonNull(bed.gatehouse().gateway().toolset(server, "stdio"));
    }

    private StdioRelay relay(String server, Consumer<byte[]> send) {
        URI address = URI.create(bed.endpoint() + "/" + server);
        Transport.Http gateway = new Transport.Http(address, false, Map.of(), null, ClientSettings.defaults());
        return new StdioRelay(Gateways.only(gateway), engine, STDIO, send);
    }

    @Override
    public void close() throws Exception {
        bed.close();
        events.close();
        newHttp.close();
        oldHttp.close();
        engine.close();
    }
}
