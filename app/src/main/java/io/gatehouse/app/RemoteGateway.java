package io.gatehouse.app;

import io.gatehouse.gateway.CallObserver;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.GatewaySettings;
import io.gatehouse.gateway.ToolsetSettings;
import io.gatehouse.gateway.ToolsetSettings.Member;
import io.gatehouse.gateway.ToolsetSettings.Names;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.protocol.Handler;
import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The gateway that runs already, reached as a server behind one of our own, so that commands speak to it as to any
/// other.
final class RemoteGateway implements AutoCloseable {
    private static final String NAME = "gateway";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final HttpEngine engine;
    private final Gateway gateway;

    /// Connects to a toolset; the empty name is that of all servers.
    ///
    /// @param folder for what is kept meanwhile
    /// @throws CommandException when there is no connection
    RemoteGateway(RunningGateway running, String toolset, Path folder) {
        engine = HttpEngine.start(EngineSettings.defaults());
        try {
            Greeting.send(engine, running, toolset);
        } catch (CommandException refused) {
            engine.close();
            throw refused;
        }
        gateway = new Gateway(engine, folder, GatewaySettings.DEFAULT, CallObserver.NONE, Version.text());
        ServerSettings server = ServerSettings.builder(NAME, transport(running, toolset))
                .listTimeout(PATIENCE)
                .callTimeout(Duration.ofHours(1))
                .build();
        ToolsetSettings same = new ToolsetSettings("same", Names.BARE, List.of(Member.whole(NAME)), false);
        gateway.apply(List.of(server), List.of(same));
        Upstream upstream = gateway.servers().getFirst();
        ServerPatience.settled(List.of(upstream));
        UpstreamState state = upstream.state();
        if (state.phase() != Phase.READY) {
            close();
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    running + ": " + ServerReport.of(upstream).trouble());
        }
    }

    /// What it offers, names as they are.
    Handler handler() {
        return Objects.requireNonNull(gateway.toolset("same", "cli"));
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
    static ClientSettings client(RunningGateway running) {
        return ClientSettings.builder()
                .authorities(running.certificate())
                .verifyHost(running.certificate() == null)
                .build();
    }
}
