package io.gatehouse.app.cli;

import io.gatehouse.app.Gatehouse;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.settings.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a command asks: the gateway that runs on the data folder, else one in this process with the servers that the
/// command needs.
public final class GatewaySession implements AutoCloseable {
    private final Asked asked;
    private final @Nullable Terminal told;
    private final Path folder;
    /// The servers of each toolset of the gateway that runs, as of the last question.
    private Map<String, List<String>> toolsets = Map.of();

    private @Nullable Gatehouse own;
    private @Nullable RemoteGateway remote;

    /// @param told hears on standard error when no gateway runs and servers are started; null for nobody
    GatewaySession(Asked asked, @Nullable Terminal told) throws IOException {
        this.asked = asked;
        this.told = told;
        this.folder = Files.createTempDirectory("gatehouse-");
    }

    /// A session with what the options name.
    public static GatewaySession open(ConfigurationOptions options, Terminal terminal)
            throws ConfigurationException, IOException {
        return new GatewaySession(Asked.find(options, terminal), terminal);
    }

    /// How all servers are doing.
    List<ServerReport> servers() throws IOException {
        if (asked.running() != null) {
            StateQuestion.State state = StateQuestion.ask(asked.running());
            toolsets = state.toolsets();
            return state.servers();
        }
        Gatehouse started = own == null ? start(configuration().servers()) : own;
        return ServerPatience.settled(started.gateway().servers(), told);
    }

    /// The entry of a toolset's list that an address names.
    ///
    /// @param list where the result has its entries: `tools` or `prompts`
    /// @throws CommandException when there is none, or its server is out
    ObjectView find(McpClient client, Address address, String method, String list, String kind) throws IOException {
        try {
            return address.in(client.list(method, list), kind);
        } catch (CommandException missing) {
            throw missing.exitCode() == ExitCode.UNKNOWN ? explained(missing, address, kind) : missing;
        }
    }

    private CommandException explained(CommandException missing, Address address, String kind) throws IOException {
        List<ServerReport> servers = servers();
        String toolset = address.toolset();
        for (ServerReport server : servers) {
            if (!server.ready() && address.concerns(server.name())) {
                return new CommandException(ExitCode.UNREACHABLE, server.outage());
            }
        }
        if (toolset.isEmpty()) {
            return missing;
        }
        String named = Address.of(address.name()).toolset();
        if (servers.stream().anyMatch(server -> server.name().equals(named)) && !within(toolset, named)) {
            return new CommandException(
                    ExitCode.UNKNOWN, "The server " + named + " is not in the toolset " + Shown.quoted(toolset) + ".");
        }
        List<ServerReport> unlisted = missing(toolset);
        return unlisted.isEmpty()
                ? missing
                : new CommandException(
                        ExitCode.UNREACHABLE,
                        "The toolset " + Shown.quoted(toolset) + " has no " + kind + " " + Shown.quoted(address.name())
                                + " yet. " + Outages.of(unlisted, kind + "s"));
    }

    /// The servers of a toolset that are out and never gave a list, so that nothing is known of what they have.
    ///
    /// @param toolset the empty name is that of all servers
    public List<ServerReport> missing(String toolset) throws IOException {
        return servers().stream()
                .filter(server -> !server.ready() && server.entries() == 0 && within(toolset, server.name()))
                .toList();
    }

    private boolean within(String toolset, String server) {
        Configuration configuration = asked.configuration();
        if (toolset.isEmpty() || toolset.equals(server)) {
            return true;
        }
        if (configuration == null) {
            return toolsets.getOrDefault(toolset, List.of()).contains(server);
        }
        return configuration.toolsets().stream()
                .filter(each -> each.name().equals(toolset))
                .anyMatch(each -> each.everyServer()
                        || each.members().stream()
                                .anyMatch(member -> member.server().equals(server)));
    }

    /// What a command ends with that got an error: where the gateway could not get an answer of the server, its
    /// operator's reason.
    ///
    /// @param sent when the request was made
    CommandException failed(Response answer, Instant sent) throws IOException {
        String reason = reason(answer, sent);
        return reason == null ? Answers.failure(answer) : new CommandException(Answers.exitCode(answer), reason);
    }

    /// Why the gateway could not get an answer of the server, as operators are told it, and where there is more; null
    /// when the server itself answered, or nothing more is known.
    ///
    /// @param sent when the request was made
    @Nullable
    String reason(Response answer, Instant sent) throws IOException {
        GatewayFailure failure = GatewayFailure.of(answer);
        if (failure != null && failure.waits() && asked.running() == null) {
            return "No gateway runs on this data folder, so the request has ended with this command. Start `gatehouse"
                    + " up` and make the call again.";
        }
        if (failure == null || failure.server().isEmpty() || failure.refused()) {
            return null;
        }
        for (ServerReport server : servers()) {
            if (server.name().equals(failure.server())) {
                String logged = GatewayFailure.reason(log(server.name()), sent, !server.ready());
                String reason = logged == null ? server.trouble() : logged;
                boolean more = asked.running() != null && !reason.contains("`gatehouse logs ");
                String said =
                        ServerReport.sentences(reason, more ? "`gatehouse logs " + server.name() + "` shows more" : "");
                return said.isEmpty() ? null : said;
            }
        }
        return null;
    }

    private List<ServerLog.Line> log(String server) {
        RunningGateway running = asked.running();
        if (running != null) {
            try (LogQuestion question = new LogQuestion(running)) {
                return question.lines(server, 0);
            }
        }
        return own == null
                ? List.of()
                : own.gateway().servers().stream()
                        .filter(each -> each.name().equals(server))
                        .findFirst()
                        .map(each -> each.log().after(0))
                        .orElse(List.of());
    }

    /// A client of a toolset; the empty name is that of all servers. At most one a session.
    ///
    /// @throws CommandException when there is no such toolset, or no connection
    public McpClient client(String toolset) throws IOException {
        return client(new Address(toolset, ""));
    }

    /// A client of the toolset that an address names. At most one a session.
    ///
    /// @throws CommandException when there is no such toolset, or no connection
    public McpClient client(Address address) throws IOException {
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
            return new McpClient(opened.handler(), answer -> requireStill(opened, address, answer));
        } catch (CommandException refused) {
            throw refused.exitCode() == ExitCode.UNKNOWN ? unknown(address) : refused;
        }
    }

    /// What an address names may have been removed since the session was opened, and the gateway stopped.
    private void requireStill(RemoteGateway opened, Address address, Response answer) {
        if (!opened.refused(answer)) {
            return;
        }
        try {
            opened.greet();
        } catch (CommandException refused) {
            if (refused.exitCode() != ExitCode.UNKNOWN) {
                throw refused;
            }
            try {
                throw unknown(address);
            } catch (IOException unasked) {
                throw new UncheckedIOException(unasked);
            }
        }
    }

    /// A gateway of this process with these servers.
    Gatehouse start(List<ServerSettings> servers) throws IOException {
        Gatehouse started =
                Gatehouse.local(configuration().with(servers).with(folder.resolve("data")), CallObserver.NONE);
        own = started;
        if (told != null) {
            String what = configuration().sample()
                    ? "There is no gatehouse.yaml here and no gateway runs on " + asked.data()
                            + "; the built-in sample shop was started for this command."
                    : "No gateway runs on " + asked.data() + "; the servers were started for this command.";
            told.err().println(what);
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
        ServerPatience.settled(started.gateway().servers(), told);
        Handler handler = started.gateway().toolset(toolset, "cli");
        if (handler == null) {
            throw unknown(address);
        }
        return handler;
    }

    private Configuration configuration() {
        return Objects.requireNonNull(asked.configuration(), "a gateway runs");
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
                "There is no server or toolset " + Shown.quoted(name) + "." + suggestion
                        + (known.isEmpty() ? "" : " Available: " + String.join(", ", known) + "."));
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException left) {
            // A folder for temporary files is cleaned by the system.
        }
    }
}
