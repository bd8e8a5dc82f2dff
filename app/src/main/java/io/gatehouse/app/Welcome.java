package io.gatehouse.app;

import java.net.URI;
import java.nio.file.Files;

/// What `up` prints: where the gateway is, and lines to paste.
final class Welcome {
    private static final String CLIENT_FILE = ".mcp.json";

    private Welcome() {}

    /// Text for people, with a line break at the end.
    static String text(Configuration configuration, URI endpoint) {
        boolean keys = !configuration.keys().isEmpty();
        String claude = keys ? " --header \"Authorization: Bearer $GATEHOUSE_KEY\"" : "";
        String inspector = keys ? " --header \"Authorization: Bearer $GATEHOUSE_KEY\"" : "";
        String curl = keys ? " -H \"Authorization: Bearer $GATEHOUSE_KEY\"" : "";
        String serving = configuration.sample()
                ? "Serving the built-in sample shop, because there is no gatehouse.yaml here." + clientFile()
                : "Serving " + configuration.servers().size()
                        + (configuration.servers().size() == 1 ? " server." : " servers.");
        return """
                Gatehouse listens at %1$s
                %2$s

                Claude Code:    claude mcp add --transport http gatehouse %1$s%3$s
                MCP Inspector:  npx @modelcontextprotocol/inspector --cli %1$s --transport http --method tools/list%4$s
                curl:           curl -s %1$s -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream'%5$s -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/list' -d '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"curl","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}'

                Messages API:   export ANTHROPIC_BASE_URL=%6$s   (%7$s)
                """.formatted(endpoint, serving, claude, inspector, curl, base(endpoint), models(configuration));
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
        if (models.scriptedOnly()) {
            return "no provider is configured: models named scripted* answer from a script";
        }
        return "models of "
                + String.join(
                        ", ",
                        models.providers().stream().map(ProviderSettings::name).toList());
    }
}
