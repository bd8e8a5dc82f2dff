package io.gatehouse.app;

import io.gatehouse.gateway.CallObserver;
import io.gatehouse.protocol.Handler;
import io.gatehouse.upstream.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
    private @Nullable RemoteGateway remote;

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
        if (running == null) {
            return new McpClient(inProcess(toolset));
        }
        if (!ServerNames.PATTERN.matcher(toolset).matches() && !toolset.isEmpty()) {
            throw unknown(toolset);
        }
        RemoteGateway opened = new RemoteGateway(running, toolset, folder.resolve("client"));
        remote = opened;
        return new McpClient(opened.handler());
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
        if (remote != null) {
            remote.close();
        }
        if (own != null) {
            own.close();
        }
        delete(folder);
    }

    private Handler inProcess(String toolset) throws IOException {
        List<ServerSettings> needed = configuration.servers().stream()
                .filter(server -> toolset.isEmpty() || server.name().equals(toolset))
                .toList();
        boolean ownToolset =
                configuration.toolsets().stream().anyMatch(each -> each.name().equals(toolset));
        Gatehouse started = start(needed.isEmpty() || ownToolset ? configuration.servers() : needed);
        // A command is run once: what takes long to start the first time is waited for.
        ServerPatience.settled(started.gateway().servers());
        Handler handler = started.gateway().toolset(toolset, "cli");
        if (handler == null) {
            throw unknown(toolset);
        }
        return handler;
    }

    private CommandException unknown(String name) {
        List<String> known = Stream.concat(
                        configuration.servers().stream().map(ServerSettings::name),
                        configuration.toolsets().stream().map(toolset -> toolset.name()))
                .sorted()
                .toList();
        return new CommandException(
                ExitCode.UNKNOWN,
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
