package io.gatehouse.app.tokens;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "revoke",
        header = "End a token, and all tokens that were made from it.",
        description = "Within seconds, every gateway that uses the store refuses them and ends their sessions, streams"
                + " and calls. A token that has ended already, or never was one, is no error.",
        footer = {"", "Examples:", "  gatehouse token revoke < token.txt", "  gatehouse token revoke --token-file t.txt"
        })
final class RevokeToken implements Action {
    private final Terminal terminal;

    @Mixin
    private final TokenGateway gateway = new TokenGateway();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token, or - for standard input, which is the default.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    RevokeToken(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        gateway.post(terminal, "/oauth/revoke", List.of("token", Secret.token(terminal, file)));
        terminal.out().println(json ? "{\"revoked\":true}" : "The token is revoked.");
        return ExitCode.OK;
    }
}
