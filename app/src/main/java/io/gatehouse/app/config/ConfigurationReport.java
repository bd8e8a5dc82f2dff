package io.gatehouse.app.config;

import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// What a configuration that can be used says, without asking anybody.
public final class ConfigurationReport {
    private ConfigurationReport() {}

    /// A sentence for people.
    public static String text(Configuration configuration) {
        int warnings = configuration.warnings().size();
        int leftOut = configuration.servers().size() - usable(configuration).size();
        return "The configuration is valid: "
                + counted(usable(configuration).size(), "server") + ", "
                + (leftOut == 0 ? "" : leftOut + " left out, ")
                + counted(configuration.toolsets().size(), "toolset") + ", "
                + counted(configuration.auth().keys().size(), "key") + ", "
                + (configuration.auth().roles().isEmpty()
                        ? ""
                        : counted(configuration.auth().roles().size(), "role") + ", ")
                + counted(warnings, "warning")
                + ". Nothing was started.";
    }

    /// The JSON of a check that asked nobody: of the servers only their names.
    public static String json(Configuration configuration) {
        ArrayNode servers = JsonMapper.shared().createArrayNode();
        usable(configuration).forEach(server -> servers.addObject().put("name", server.name()));
        return json(configuration, servers.toString(), "[]", List.of());
    }

    /// `servers`, `collisions`, names of `toolsets`, and `warnings`.
    ///
    /// @param servers a JSON array
    /// @param collisions a JSON array
    /// @param more warnings beside those of the configuration
    public static String json(Configuration configuration, String servers, String collisions, List<String> more) {
        ArrayNode toolsets = JsonMapper.shared().createArrayNode();
        configuration.toolsets().forEach(toolset -> toolsets.add(toolset.name()));
        ArrayNode warnings = JsonMapper.shared().createArrayNode();
        configuration.warnings().forEach(warning -> warnings.add(warning.toString()));
        more.forEach(warnings::add);
        return "{\"servers\":" + servers + ",\"collisions\":" + collisions + ",\"toolsets\":" + toolsets
                + ",\"warnings\":" + warnings + "}";
    }

    private static List<ServerSettings> usable(Configuration configuration) {
        return configuration.servers().stream()
                .filter(server -> !(server.transport() instanceof Transport.Invalid))
                .toList();
    }

    /// A number with its noun, `1 server` or `2 servers`.
    ///
    /// @param what the noun in the singular
    public static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
