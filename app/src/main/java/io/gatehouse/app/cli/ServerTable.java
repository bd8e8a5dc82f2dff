package io.gatehouse.app.cli;

import io.gatehouse.app.config.Problem;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.util.List;
import java.util.stream.Collectors;

/// Servers as commands print them.
final class ServerTable {
    private ServerTable() {}

    /// Whether the servers themselves tell a warning of the configuration.
    static boolean tells(List<ServerSettings> servers, Problem warning) {
        String place = warning.position() + ": " + warning.path() + ": ";
        return servers.stream()
                .anyMatch(server -> server.transport() instanceof Transport.Invalid invalid
                        ? invalid.problem().equals(place + warning.message())
                        : server.warnings().stream()
                                .anyMatch(own -> own.problem().equals(warning.message())
                                        && warning.path().endsWith("." + own.entry())));
    }

    /// A JSON array; or for people a table, what is wrong and what to do, and the warnings.
    static String text(List<ServerReport> servers, boolean json) {
        if (json) {
            return servers.stream().map(ServerReport::toJson).collect(Collectors.joining(",", "[", "]"));
        }
        Table table = new Table("SERVER", "STATE", "TRANSPORT", "REVISION", "TOOLS", "TIME");
        for (ServerReport server : servers) {
            table.row(
                    server.name(),
                    server.state(),
                    server.transport(),
                    server.revision() == null ? "-" : server.revision(),
                    String.valueOf(server.tools()),
                    time(server));
        }
        StringBuilder text = new StringBuilder(table.toString().stripTrailing());
        for (ServerReport server : servers) {
            trouble(server, text);
        }
        for (ServerReport server : servers) {
            server.warnings()
                    .forEach(warning -> text.append("\nwarning: server ")
                            .append(server.name())
                            .append(": ")
                            .append(Shown.oneLine(warning.toString())));
        }
        return text.toString();
    }

    /// What is wrong with a server, and in a line of its own what to do.
    private static void trouble(ServerReport server, StringBuilder text) {
        String problem = server.problem();
        if (problem == null || problem.isEmpty()) {
            return;
        }
        text.append("\n\n").append(ServerReport.sentence(Shown.oneLine(problem)));
        String remedy = server.remedy();
        if (remedy != null && !remedy.isEmpty()) {
            text.append("\n  ").append(ServerReport.sentence(Shown.oneLine(remedy)));
        }
    }

    /// How long connecting took; nothing is known of one that never connected.
    private static String time(ServerReport server) {
        if (server.connectMillis() > 0) {
            return server.connectMillis() + " ms";
        }
        return server.ready() ? "<1 ms" : "-";
    }
}
