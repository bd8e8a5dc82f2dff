package io.gatehouse.app;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Response;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "read",
        header = "Read a resource and print what is in it.",
        footer = {"", "Example: gatehouse read shop://catalogue"})
final class ReadCommand implements Program.Action {
    /// The codes of the revisions for an address that a server does not know: nothing else about a read can be invalid.
    private static final Set<Integer> UNKNOWN = Set.of(ErrorCode.LEGACY_RESOURCE_NOT_FOUND, ErrorCode.INVALID_PARAMS);

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "URI", description = "The resource's address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String uri;

    @Option(names = "--json", description = "Print the whole result as JSON.")
    private boolean json;

    ReadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            String params = "{\"uri\":" + Json.quote(uri) + "}";
            Response answer = session.client("").ask(Method.RESOURCES_READ, params);
            if (UNKNOWN.contains(answer.errorCode())) {
                throw new CommandException(
                        ExitCode.UNKNOWN, answer.errorMessage() + ". `gatehouse resources` lists what there is.");
            }
            return Answers.print(answer, "contents", json, terminal);
        }
    }
}
