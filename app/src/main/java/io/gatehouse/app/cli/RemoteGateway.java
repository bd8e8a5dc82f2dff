package io.gatehouse.app.cli;

import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.app.observe.Version;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamState;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The gateway that runs already, reached as a server behind one of our own, so that commands speak to it as to any
/// other.
public final class RemoteGateway implements AutoCloseable {
    private static final String NAME = "gateway";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final RunningGateway running;
    private final String toolset;
    private final HttpEngine engine;
    private final Gateway gateway;

    /// Connects to a toolset; the empty name is that of all servers.
    ///
    /// @param folder for what is kept meanwhile
    /// @throws CommandException when there is no connection
    RemoteGateway(RunningGateway running, String toolset, Path folder) {
        this.running = running;
        this.toolset = toolset;
        engine = HttpEngine.start(EngineSettings.defaults());
        try {
            greet();
        } catch (CommandException refused) {
            engine.close();
            throw refused;
        }
        gateway = Gateway.relay(engine, folder, Version.text());
        ServerSettings server = ServerSettings.builder(NAME, transport(running, toolset))
                .listTimeout(PATIENCE)
                .callTimeout(Duration.ofHours(1))
                .build();
        ToolsetSettings same = new ToolsetSettings("same", Names.BARE, List.of(Member.whole(NAME)), false);
        gateway.apply(List.of(server), List.of(same));
        Upstream upstream = gateway.servers().getFirst();
        ServerPatience.settled(List.of(upstream), null);
        UpstreamState state = upstream.state();
        if (state.phase() != ServerPhase.READY) {
            String trouble = ServerReport.of(upstream).trouble();
            try {
                greet();
                throw new CommandException(ExitCode.UNREACHABLE, running + ": " + trouble);
            } finally {
                close();
            }
        }
    }

    /// What it offers, names as they are.
    Handler handler() {
        return Objects.requireNonNull(gateway.toolset("same", "cli"));
    }

    /// @throws CommandException when it does not answer any more, or the toolset is gone
    void greet() {
        Greeting.send(engine, running, toolset);
    }

    /// Whether an answer says that the gateway itself refused the request, or did not get it.
    boolean refused(Response answer) {
        GatewayFailure failure = GatewayFailure.of(answer);
        return failure != null
                && failure.notSent()
                && (failure.server().isEmpty() || failure.server().equals(NAME));
    }

    @Override
    public void close() {
        gateway.close();
        engine.close();
    }

    /// How a toolset of it is reached.
    static Transport.Http transport(RunningGateway running, String toolset) {
        String address = running.endpoint() + (toolset.isEmpty() ? "" : "/" + toolset);
        Map<String, String> headers = Map.of("Authorization", "Bearer " + running.key());
        return new Transport.Http(URI.create(address), false, headers, null, client(running));
    }

    /// How to call it: a certificate of its own is trusted as it is, because the file that names it is this user's.
    public static ClientSettings client(RunningGateway running) {
        return ClientSettings.builder()
                .authorities(running.certificate())
                .verifyHost(running.certificate() == null)
                .build();
    }
}
