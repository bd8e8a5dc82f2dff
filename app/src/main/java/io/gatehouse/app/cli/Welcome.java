package io.gatehouse.app.cli;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ModelSettings;
import io.gatehouse.app.config.ProviderSettings;
import io.gatehouse.app.config.Source;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.protocol.Json;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.StringJoiner;

/// What `up` prints: where the gateway is, and lines to paste.
public final class Welcome {
    private static final String CLIENT_FILE = ".mcp.json";
    private static final int MOST_TOOLSETS = 5;

    private Welcome() {}

    /// Text for people, with a line break at the end.
    public static String text(Configuration configuration, URI endpoint) {
        boolean keys = configuration.auth().required();
        String header = keys ? " --header \"Authorization: Bearer $GATEHOUSE_KEY\"" : "";
        String curl = keys ? " -H \"Authorization: Bearer $GATEHOUSE_KEY\"" : "";
        String serving = configuration.sample()
                ? "Serving the built-in sample shop, because there is no gatehouse.yaml here." + clientFile()
                : "Serving " + configuration.servers().size()
                        + (configuration.servers().size() == 1 ? " server." : " servers.");
        return """
                Gatehouse listens at %1$s
                %2$s%8$s

                Claude Code:    claude mcp add --transport http gatehouse %1$s%3$s
                MCP Inspector:  npx @modelcontextprotocol/inspector --cli %1$s --transport http --method tools/list%3$s
                curl:           curl -s %1$s -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream'%4$s -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/list' -d '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"curl","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}'

                Messages API:   export ANTHROPIC_BASE_URL=%5$s%6$s   (%7$s)
                """.formatted(
                        endpoint,
                        serving,
                        header,
                        curl,
                        base(endpoint),
                        keys ? " ANTHROPIC_API_KEY=\"$GATEHOUSE_KEY\"" : "",
                        models(configuration),
                        toolsets(configuration, endpoint));
    }

    /// A line of JSON for programs: the endpoint, and the address of each configured toolset by its name.
    static String json(Configuration configuration, URI endpoint) {
        StringJoiner toolsets = new StringJoiner(",", "{", "}");
        for (ToolsetSettings toolset : configuration.toolsets()) {
            toolsets.add(Json.quote(toolset.name()) + ":" + Json.quote(address(endpoint, toolset)));
        }
        return "{\"endpoint\":" + Json.quote(endpoint.toString()) + ",\"toolsets\":" + toolsets + "}\n";
    }

    private static String toolsets(Configuration configuration, URI endpoint) {
        List<ToolsetSettings> all = configuration.toolsets();
        StringBuilder lines = new StringBuilder();
        for (ToolsetSettings toolset : all.subList(0, Math.min(all.size(), MOST_TOOLSETS))) {
            lines.append("\nToolset ").append(toolset.name()).append(": ").append(address(endpoint, toolset));
        }
        int more = all.size() - MOST_TOOLSETS;
        if (more > 0) {
            lines.append("\nand ").append(more).append(more == 1 ? " more toolset." : " more toolsets.");
        }
        return lines.toString();
    }

    private static String address(URI endpoint, ToolsetSettings toolset) {
        return endpoint + "/" + toolset.name();
    }

    private static String clientFile() {
        return Files.exists(Source.COMMAND_LINE.folder().resolve(CLIENT_FILE))
                ? "\nTo serve the servers of " + CLIENT_FILE + ", start with: gatehouse up --import " + CLIENT_FILE
                : "";
    }

    /// What SDKs put in front of `/v1/messages`.
    private static String base(URI endpoint) {
        return endpoint.getScheme() + "://" + endpoint.getRawAuthority();
    }

    private static String models(Configuration configuration) {
        ModelSettings models = configuration.models();
        if (models.unconfigured()) {
            return "no provider is configured: models named scripted* answer from a script";
        }
        return "models of "
                + String.join(
                        ", ",
                        models.providers().stream().map(ProviderSettings::name).toList());
    }
}
