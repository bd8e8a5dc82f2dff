package io.gatehouse.app;

import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
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

    /// A JSON array, or a table and the warnings for people.
    static String text(List<ServerReport> servers, boolean json) {
        if (json) {
            return servers.stream().map(ServerReport::toJson).collect(Collectors.joining(",", "[", "]"));
        }
        Table table = new Table("SERVER", "STATE", "TRANSPORT", "REVISION", "TOOLS", "TIME", "PROBLEM AND REMEDY");
        for (ServerReport server : servers) {
            table.row(
                    server.name(),
                    server.state(),
                    server.transport(),
                    server.revision() == null ? "-" : server.revision(),
                    String.valueOf(server.tools()),
                    server.connectMillis() + " ms",
                    server.trouble());
        }
        StringBuilder text = new StringBuilder(table.toString().stripTrailing());
        for (ServerReport server : servers) {
            server.warnings()
                    .forEach(warning -> text.append("\nwarning: server ")
                            .append(server.name())
                            .append(": ")
                            .append(warning));
        }
        return text.toString();
    }
}
