package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "read",
        header = "Read a resource and print its contents.",
        footer = {"", "Example:", "  gatehouse read shop://catalogue"})
final class ReadCommand implements Action {
    /// The codes of the revisions for an address that a server does not know: nothing else about a read can be invalid.
    private static final Set<Integer> UNKNOWN = Set.of(ErrorCode.LEGACY_RESOURCE_NOT_FOUND, ErrorCode.INVALID_PARAMS);

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "URI", description = "The URI of the resource.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String uri;

    @Mixin
    private final EntryOptions entry = new EntryOptions();

    ReadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            String params = "{\"uri\":" + Json.quote(uri) + "}";
            Instant sent = Instant.now();
            Response answer = session.client(entry.toolset()).ask(Method.RESOURCES_READ, params);
            GatewayFailure failure = GatewayFailure.of(answer);
            if (UNKNOWN.contains(answer.errorCode())
                    && (failure == null || failure.server().isEmpty())) {
                throw unknown(session);
            }
            if (answer.result() == null) {
                throw session.failed(answer, sent);
            }
            return Answers.print(answer, "contents", entry.json(), terminal);
        }
    }

    /// One text, whether the gateway or a server says so, each of which has words of its own for it.
    private CommandException unknown(GatewaySession session) throws IOException {
        List<ServerReport> out = session.missing(entry.toolset());
        return new CommandException(
                ExitCode.UNKNOWN,
                "There is no resource " + Shown.quoted(uri) + ". `gatehouse resources` lists all of them."
                        + (out.isEmpty() ? "" : " " + Outages.of(out, "resources")));
    }
}
