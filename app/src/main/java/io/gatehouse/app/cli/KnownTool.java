package io.gatehouse.app.cli;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.upstream.KnownLists;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.settings.ServerSettings;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tool as its server listed it.
///
/// @param server its server
/// @param tool its definition
record KnownTool(ServerSettings server, Listed tool) {
    /// Finds the tool that an address names.
    ///
    /// @throws CommandException when there is none, or its server cannot be started
    static KnownTool find(Configuration configuration, Address address, Terminal terminal) throws IOException {
        for (ServerSettings server : configuration.servers()) {
            String name = name(address, server.name());
            if (name != null) {
                return in(server, name, lists(configuration, server, terminal));
            }
        }
        List<String> servers =
                configuration.servers().stream().map(ServerSettings::name).toList();
        throw new CommandException(
                ExitCode.UNKNOWN,
                address.toolset().isEmpty()
                        ? "Name the tool as SERVER.TOOL; " + Shown.quoted(address.name())
                                + " names no server. Servers: " + String.join(", ", servers) + "."
                        : "Name a tool as SERVER.TOOL. There is no server " + Shown.quoted(address.toolset()) + ". "
                                + Shown.suggestion(address.toolset(), servers));
    }

    private static @Nullable String name(Address address, String server) {
        if (address.toolset().equals(server)) {
            return address.name();
        }
        boolean prefixed = address.toolset().isEmpty() && address.name().startsWith(server + "_");
        return prefixed ? address.name().substring(server.length() + 1) : null;
    }

    private static KnownTool in(ServerSettings server, String name, Snapshot lists) {
        for (Listed tool : lists.tools()) {
            if (tool.key().equals(name)) {
                return new KnownTool(server, tool);
            }
        }
        throw new CommandException(
                ExitCode.UNKNOWN,
                "The server " + server.name() + " has no tool " + Shown.quoted(name) + ". "
                        + Shown.suggestion(
                                name, lists.tools().stream().map(Listed::key).toList()));
    }

    private static Snapshot lists(Configuration configuration, ServerSettings server, Terminal terminal)
            throws IOException {
        Snapshot known = KnownLists.of(configuration.data(), server);
        if (known != null) {
            return known;
        }
        Asked nobody = new Asked(null, configuration, configuration.data());
        try (GatewaySession session = new GatewaySession(nobody, null)) {
            List<Upstream> started = session.start(List.of(server)).gateway().servers();
            ServerReport report = ServerPatience.settled(started, terminal).getFirst();
            if (!report.ready()) {
                throw new CommandException(ExitCode.UNREACHABLE, report.outage());
            }
            return started.getFirst().snapshot();
        }
    }
}
