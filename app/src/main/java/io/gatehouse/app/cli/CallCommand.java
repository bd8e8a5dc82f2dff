package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "call",
        header = "Call a tool and print its result.",
        description =
                "Exits with 5 when the tool reports an error, 4 when the server cannot be reached or disconnects.",
        footer = {
            "",
            "Examples:",
            "  gatehouse call shop.search_products --arg query=tea --arg limit=3",
            "  gatehouse call shop.search_products --args-json '{\"query\": \"tea\"}' --json"
        })
final class CallCommand implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "SERVER.TOOL", description = "The tool, or its name as clients see it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String tool;

    @Option(
            names = "--arg",
            paramLabel = "KEY=VALUE",
            description = "An argument; the schema of the tool decides the type of its value. May be repeated.")
    private Map<String, String> pairs = new LinkedHashMap<>();

    @Option(names = "--args-json", paramLabel = "JSON", description = "All arguments as a JSON object.")
    private @Nullable String object;

    @Mixin
    private final EntryOptions entry = new EntryOptions();

    CallCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        Address address = Address.of(tool, entry.toolset());
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            McpClient client = session.client(address);
            ObjectView meant = session.find(client, address, Method.TOOLS_LIST, "tools", "tool");
            String arguments = Arguments.json(pairs, object, meant.object("inputSchema"));
            String params = "{\"name\":" + Json.quote(Address.name(meant))
                    + (arguments == null ? "}" : ",\"arguments\":" + arguments + "}");
            Instant sent = Instant.now();
            Response answer = client.ask(Method.TOOLS_CALL, params);
            if (answer.result() == null) {
                throw session.failed(answer, sent);
            }
            int code = Answers.print(answer, "content", entry.json(), terminal);
            String reason = session.reason(answer, sent);
            if (reason != null) {
                terminal.err().println("gatehouse: " + reason);
            }
            return code;
        }
    }
}
