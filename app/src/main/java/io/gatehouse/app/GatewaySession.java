package io.gatehouse.app;

import io.gatehouse.gateway.CallObserver;
import io.gatehouse.gateway.ToolsetSettings;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a command asks: the gateway that runs on the data folder, else one in this process with the servers that the
/// command needs.
final class GatewaySession implements AutoCloseable {
    private final Asked asked;
    private final @Nullable Terminal told;
    private final Path folder;
    private @Nullable Gatehouse own;
    private @Nullable RemoteGateway remote;

    /// @param told hears on standard error when no gateway runs and servers are started; null for nobody
    GatewaySession(Asked asked, @Nullable Terminal told) throws IOException {
        this.asked = asked;
        this.told = told;
        this.folder = Files.createTempDirectory("gatehouse-");
    }

    /// A session with what the options name.
    static GatewaySession open(ConfigurationOptions options, Terminal terminal)
            throws ConfigurationException, IOException {
        return new GatewaySession(Asked.find(options, terminal), terminal);
    }

    /// How all servers are doing.
    List<ServerReport> servers() throws IOException {
        if (asked.running() != null) {
            return StateQuestion.ask(asked.running());
        }
        Gatehouse started = own == null ? start(configuration().servers()) : own;
        return ServerPatience.settled(started.gateway().servers());
    }

    /// The entry of a toolset's list that an address names.
    ///
    /// @param list where the result has its entries: `tools` or `prompts`
    /// @throws CommandException when there is none, or its server is out
    ObjectView find(McpClient client, Address address, String method, String list, String kind) throws IOException {
        try {
            return address.in(client.list(method, list), kind);
        } catch (CommandException missing) {
            for (ServerReport server : missing.exitCode() == ExitCode.UNKNOWN ? servers() : List.<ServerReport>of()) {
                if (!server.ready() && address.concerns(server.name())) {
                    throw out(server);
                }
            }
            throw missing;
        }
    }

    /// What an operator hears of a call that a server failed: its own reason, or where more is told.
    CommandException failed(Response answer, String name) throws IOException {
        CommandException failure = Answers.failure(answer);
        if (failure.exitCode() != ExitCode.UNREACHABLE) {
            return failure;
        }
        for (ServerReport server : servers()) {
            if (Address.of(name).concerns(server.name())) {
                String said = ServerReport.sentences(
                        failure.getMessage(), server.ready() ? null : "the server is out: " + server.trouble());
                return new CommandException(
                        failure.exitCode(),
                        asked.running() == null
                                ? said
                                : ServerReport.sentences(
                                        said, "`gatehouse logs " + server.name() + "` shows what it wrote"));
            }
        }
        return failure;
    }

    /// A client of a toolset; the empty name is that of all servers. At most one a session.
    ///
    /// @throws CommandException when there is no such toolset, or no connection
    McpClient client(String toolset) throws IOException {
        return client(new Address(toolset, ""));
    }

    /// A client of the toolset that an address names. At most one a session.
    ///
    /// @throws CommandException when there is no such toolset, or no connection
    McpClient client(Address address) throws IOException {
        String toolset = address.toolset();
        RunningGateway running = asked.running();
        if (running == null) {
            return new McpClient(inProcess(address));
        }
        if (!ServerNames.PATTERN.matcher(toolset).matches() && !toolset.isEmpty()) {
            throw unknown(address);
        }
        try {
            RemoteGateway opened = new RemoteGateway(running, toolset, folder.resolve("client"));
            remote = opened;
            return new McpClient(opened.handler());
        } catch (CommandException refused) {
            throw refused.exitCode() == ExitCode.UNKNOWN ? unknown(address) : refused;
        }
    }

    /// A gateway of this process with these servers.
    Gatehouse start(List<ServerSettings> servers) throws IOException {
        Gatehouse started =
                Gatehouse.local(configuration().with(servers).with(folder.resolve("data")), CallObserver.NONE);
        own = started;
        if (told != null) {
            told.err().println("No gateway runs on " + asked.data() + "; the servers were started for this command.");
        }
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

    private Handler inProcess(Address address) throws IOException {
        String toolset = address.toolset();
        Configuration configuration = configuration();
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
            throw unknown(address);
        }
        return handler;
    }

    private Configuration configuration() {
        return Objects.requireNonNull(asked.configuration(), "a gateway runs");
    }

    private static CommandException out(ServerReport server) {
        String trouble = server.trouble();
        return new CommandException(
                ExitCode.UNREACHABLE,
                "the server " + Shown.quoted(server.name())
                        + (trouble.isEmpty() ? " is still starting. Try again soon." : " is out: " + trouble));
    }

    private CommandException unknown(Address address) throws IOException {
        Configuration configuration = asked.configuration();
        String name = address.toolset();
        Stream<String> toolsets = configuration == null
                ? Stream.empty()
                : configuration.toolsets().stream().map(ToolsetSettings::name);
        List<String> known = Stream.concat(servers().stream().map(ServerReport::name), toolsets)
                .sorted()
                .toList();
        String near = Shown.nearest(name, known);
        String suggestion = near == null ? "" : " Did you mean " + Shown.quoted(address.on(near)) + "?";
        return new CommandException(
                ExitCode.UNKNOWN,
                "there is no server or toolset " + Shown.quoted(name) + "." + suggestion
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
