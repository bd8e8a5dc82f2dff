package io.gatehouse.app.tokens;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.schema.Quantities;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "token",
        header = "Turn a key into a short-lived token, and print it.",
        description = "The key, or a token with the scope delegate, is read from the variable GATEHOUSE_KEY or from a"
                + " file. The token does no more than the key, and ends with it. Only the token is printed.",
        footer = {
            "",
            "Examples:",
            "  export GATEHOUSE_KEY=gh_…",
            "  gatehouse token --for 15m --toolset support --scope crm:read",
            "  gatehouse token --url https://mcp.example.com --session run-4711",
            "  gatehouse token revoke < token.txt"
        })
public final class TokenCommand implements Action {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final TokenGateway gateway = new TokenGateway();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File with the key, or - for standard input. Default: the variable GATEHOUSE_KEY.")
    private @Nullable Path keyFile;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description =
                    "How long the token is valid, such as 15m. Default: what the gateway has as auth.tokens.life.")
    private @Nullable String life;

    @Option(
            names = {"--toolset", "--server"},
            paramLabel = "NAME",
            description = "Toolset or server that the token is for. May be repeated. Default: all that the key opens.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description =
                    "What the token may do, such as crm:read or mcp:read; delegate lets others be made from it. May"
                            + " be repeated. Default: all that the key may do.")
    private List<String> scopes = new ArrayList<>();

    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "Session that the token is bound to, as your application names it.")
    private @Nullable String session;

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "User in whose name the token is. The key needs act-for.")
    private @Nullable String user;

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "What else the token says of its user. The key needs act-for. May be repeated.")
    private Map<String, String> claims = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the whole answer of the gateway as JSON.")
    private boolean json;

    private TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// `gatehouse token` with its commands.
    public static CommandLine with(Terminal terminal) {
        return new CommandLine(new TokenCommand(terminal)).addSubcommand("revoke", new RevokeToken(terminal));
    }

    @Override
    public Integer call() throws Exception {
        List<String> form = new ArrayList<>(List.of(
                "grant_type",
                GRANT,
                "subject_token_type",
                ACCESS_TOKEN,
                "subject_token",
                Secret.key(terminal, keyFile)));
        targets.forEach(name -> form.addAll(List.of("audience", name)));
        if (!scopes.isEmpty()) {
            form.addAll(List.of("scope", String.join(" ", scopes)));
        }
        if (life != null) {
            form.addAll(List.of("expires_in", String.valueOf(seconds(life))));
        }
        if (session != null) {
            form.addAll(List.of("session", session));
        }
        if (user != null) {
            form.addAll(List.of("requested_subject", user));
        }
        claims.forEach((name, value) -> form.addAll(List.of("claim", name + "=" + value)));
        String answer = gateway.post(terminal, "/oauth/token", form);
        terminal.out().println(json ? answer : token(answer));
        return ExitCode.OK;
    }

    private long seconds(String text) {
        Duration time = Quantities.duration(text);
        if (time == null || time.compareTo(LEAST) < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--for: must be a time such as 90s, 15m or 1h, not \"" + text + "\".");
        }
        return time.toSeconds();
    }

    private static String token(String answer) {
        try {
            JsonNode token = JsonMapper.shared().readTree(answer).path("access_token");
            if (token.isString()) {
                return token.asString();
            }
        } catch (JacksonException odd) {
            // Told like any other answer without a token.
        }
        throw new CommandException(ExitCode.FAILED, "The answer has no token. Check that --url names a gateway.");
    }
}
