package io.gatehouse.app;

import io.gatehouse.gateway.CallObserver;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.protocol.Handler;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a command asks: the gateway that runs on the data folder, else one in this process with the servers that the
/// command needs.
final class GatewaySession implements AutoCloseable {
    private final Configuration configuration;
    private final @Nullable RunningGateway running;
    private final Path folder;
    private @Nullable Gatehouse own;
    private @Nullable McpClient client;

    GatewaySession(Configuration configuration) throws IOException {
        this.configuration = configuration;
        Optional<RunningGateway> found = RunningGateway.find(configuration.data());
        this.running = found.orElse(null);
        this.folder = Files.createTempDirectory("gatehouse-");
    }

    /// The gateway that runs already, or null.
    @Nullable
    RunningGateway running() {
        return running;
    }

    /// A client of a toolset; the empty name is that of all servers. At most one a session.
    ///
    /// @throws CommandException when there is no such toolset, or no connection
    McpClient client(String toolset) throws IOException {
        RunningGateway gateway = running;
        McpClient opened = new McpClient(
                gateway == null ? inProcess(toolset) : remote(gateway, toolset), folder.resolve("client"));
        client = opened;
        return opened;
    }

    /// A gateway of this process with these servers.
    Gatehouse start(List<ServerSettings> servers) throws IOException {
        Gatehouse started =
                Gatehouse.local(configuration.with(servers).with(folder.resolve("data")), CallObserver.NONE);
        own = started;
        return started;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (own != null) {
            own.close();
        }
        delete(folder);
    }

    private Transport inProcess(String toolset) throws IOException {
        List<ServerSettings> needed = configuration.servers().stream()
                .filter(server -> toolset.isEmpty() || server.name().equals(toolset))
                .toList();
        boolean ownToolset =
                configuration.toolsets().stream().anyMatch(each -> each.name().equals(toolset));
        Handler handler = start(needed.isEmpty() || ownToolset ? configuration.servers() : needed)
                .gateway()
                .toolset(toolset, "cli");
        if (handler == null) {
            throw unknown(toolset);
        }
        return new Transport.InProcess(handler);
    }

    private Transport remote(RunningGateway gateway, String toolset) {
        String address = gateway.endpoint() + (toolset.isEmpty() ? "" : "/" + toolset);
        ClientSettings settings = ClientSettings.builder()
                .authorities(gateway.certificate())
                .verifyHost(gateway.certificate() == null)
                .build();
        Map<String, String> headers = Map.of("Authorization", "Bearer " + gateway.key());
        return new Transport.Http(URI.create(address), false, headers, null, settings);
    }

    private CommandException unknown(String name) {
        List<String> known = Stream.concat(
                        configuration.servers().stream().map(ServerSettings::name),
                        configuration.toolsets().stream().map(toolset -> toolset.name()))
                .sorted()
                .toList();
        return new CommandException(
                ExitCode.FAILED,
                "there is no server " + Shown.quoted(name) + ". " + Shown.suggestion(name, known)
                        + (known.isEmpty() ? "" : " There are: " + String.join(", ", known) + "."));
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException left) {
            // A folder for temporary files is cleaned by the system.
        }
    }
}
