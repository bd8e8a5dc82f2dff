package io.gatehouse.app;

import io.gatehouse.gateway.ToolsetSettings;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a configuration that can be used says, without asking anybody.
final class ConfigurationReport {
    private ConfigurationReport() {}

    /// A sentence for people.
    static String text(Configuration configuration) {
        int warnings = configuration.warnings().size();
        if (configuration.sample()) {
            return "There is no configuration file here; `gatehouse up` would serve the built-in sample shop."
                    + " Nothing was started.";
        }
        int leftOut = configuration.servers().size() - usable(configuration).size();
        return "The configuration can be used: "
                + counted(usable(configuration).size(), "server") + ", "
                + (leftOut == 0 ? "" : leftOut + " left out, ")
                + counted(configuration.toolsets().size(), "toolset") + ", "
                + counted(configuration.keys().size(), "key") + ", " + counted(warnings, "warning")
                + ". Nothing was started.";
    }

    /// `servers` and `toolsets` by name, and `warnings`.
    static String json(Configuration configuration) {
        ObjectNode report = JsonMapper.shared().createObjectNode();
        names(
                report.putArray("servers"),
                usable(configuration).stream().map(ServerSettings::name).toList());
        names(
                report.putArray("toolsets"),
                configuration.toolsets().stream().map(ToolsetSettings::name).toList());
        names(
                report.putArray("warnings"),
                configuration.warnings().stream().map(Problem::toString).toList());
        return report.toString();
    }

    private static List<ServerSettings> usable(Configuration configuration) {
        return configuration.servers().stream()
                .filter(server -> !(server.transport() instanceof Transport.Invalid))
                .toList();
    }

    private static void names(ArrayNode array, List<String> names) {
        names.forEach(array::add);
    }

    static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
