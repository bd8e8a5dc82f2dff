package io.gatehouse.app.cli;

import io.gatehouse.app.Gatehouse;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationReport;
import io.gatehouse.app.config.Problem;
import io.gatehouse.app.config.SharedServers;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.config.UnannotatedTools;
import io.gatehouse.app.config.UnfitRules;
import io.gatehouse.app.config.UnmatchedPatterns;
import io.gatehouse.app.config.UnmatchedTools;
import io.gatehouse.app.keys.StoredTenants;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.gateway.catalog.Collision;
import io.gatehouse.protocol.Json;
import io.gatehouse.store.StoreAwayException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        header = "Check the configuration, connect to every server, and report problems.",
        description =
                "Starts and connects to the servers itself, even while a gateway runs. Exits with 3 when the configuration"
                        + " is wrong, 4 when a server cannot be reached, 2 when there is no file to check, 1 when names"
                        + " collide, or a tool is withheld because a rule does not fit it.",
        footer = {"", "Examples:", "  gatehouse check --config gatehouse.yaml --json", "  gatehouse check --offline"})
final class CheckCommand implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--offline", description = "Check the configuration only, without connecting to servers.")
    private boolean offline;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        Configuration configuration = options.loader(terminal).load();
        if (configuration.sample()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "There is no gatehouse.yaml in this folder to check. Name the file with --config, or a client's file"
                            + " with --import.");
        }
        if (offline) {
            warn(configuration.warnings());
            SharedServers.in(configuration, Set.of())
                    .forEach(each -> terminal.err().println("warning: " + each));
            terminal.out()
                    .println(json ? ConfigurationReport.json(configuration) : ConfigurationReport.text(configuration));
            return ExitCode.OK;
        }
        warn(configuration.warnings().stream()
                .filter(warning -> !ServerTable.tells(configuration.servers(), warning))
                .toList());
        try (GatewaySession session = new GatewaySession(new Asked(null, configuration, configuration.data()), null)) {
            Gatehouse gatehouse = session.start(configuration.servers());
            List<ServerReport> servers =
                    ServerPatience.settled(gatehouse.gateway().servers(), json ? null : terminal);
            List<Collision> collisions = gatehouse.gateway().collisions();
            List<String> unmatched = new ArrayList<>(UnmatchedPatterns.in(
                    configuration.toolsets(), gatehouse.gateway().servers()));
            unmatched.addAll(UnfitRules.in(
                    configuration.auth().rules(), gatehouse.gateway().servers()));
            unmatched.addAll(SharedServers.in(configuration, tenants(configuration)));
            unmatched.addAll(
                    UnannotatedTools.in(configuration, gatehouse.gateway().servers()));
            unmatched.addAll(
                    UnmatchedTools.in(configuration.auth(), gatehouse.gateway().servers()));
            boolean withheld = UnfitRules.withhold(
                    configuration.auth().rules(), gatehouse.gateway().servers());
            print(configuration, servers, collisions, unmatched);
            unmatched.forEach(each -> terminal.err().println("warning: " + each));
            if (!servers.stream().allMatch(ServerReport::ready)) {
                return ExitCode.UNREACHABLE;
            }
            return collisions.isEmpty() && !withheld ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /// The tenants of stored keys; none where the store cannot be read, which a gateway says when it starts.
    private static Set<String> tenants(Configuration configuration) {
        try {
            return StoredTenants.of(configuration.store());
        } catch (StoreAwayException away) {
            return Set.of();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }

    private void warn(List<Problem> warnings) {
        warnings.forEach(warning -> terminal.err().println("warning: " + warning));
    }

    private void print(
            Configuration configuration,
            List<ServerReport> servers,
            List<Collision> collisions,
            List<String> unmatched) {
        if (json) {
            String all = collisions.stream().map(CheckCommand::json).collect(Collectors.joining(",", "[", "]"));
            terminal.out()
                    .println(ConfigurationReport.json(configuration, ServerTable.text(servers, true), all, unmatched));
            return;
        }
        terminal.out().println(ServerTable.text(servers, false));
        for (Collision collision : collisions) {
            terminal.out()
                    .println("The " + collision.kind() + " " + Shown.quoted(collision.name()) + " in "
                            + (collision.toolset().isEmpty() ? "/mcp" : "/mcp/" + collision.toolset())
                            + " is claimed by "
                            + String.join(" and ", collision.owners()) + "; only the first is offered. Rename one in"
                            + " a toolset, or use prefixed names.");
        }
    }

    private static String json(Collision collision) {
        return "{\"toolset\":" + Json.quote(collision.toolset())
                + ",\"kind\":" + Json.quote(collision.kind())
                + ",\"name\":" + Json.quote(collision.name())
                + ",\"owners\":"
                + collision.owners().stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"))
                + "}";
    }
}
