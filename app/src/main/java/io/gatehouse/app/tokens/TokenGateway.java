package io.gatehouse.app.tokens;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.RemoteGateway;
import io.gatehouse.app.cli.RunningGateway;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The gateway that a command sends a form to: the one under `--url`, else the one that runs on the data folder.
final class TokenGateway {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "URL of the gateway, such as https://mcp.example.com. Default: the gateway running on the"
                    + " data folder.")
    private @Nullable String url;

    /// Sends names and values in turn, and returns the body of the answer.
    ///
    /// @param path of the endpoint
    /// @throws CommandException when the gateway refuses it or does not answer
    String post(Terminal terminal, String path, List<String> pairs) {
        if (url != null) {
            URI address = address(url, path);
            warn(terminal, address);
            return post(address, ClientSettings.builder().build(), pairs);
        }
        Path data = options.loader(terminal).data();
        RunningGateway running = RunningGateway.find(data)
                .orElseThrow(() -> new CommandException(
                        ExitCode.UNREACHABLE,
                        "No gateway runs on " + data + ". Start it with `gatehouse up`, or name one with --url."));
        return post(running.endpoint().resolve(path), RemoteGateway.client(running), pairs);
    }

    private static URI address(String url, String path) {
        try {
            URI base = URI.create(url.replaceFirst("(/mcp)?/?$", ""));
            boolean usable = "https".equals(base.getScheme()) || "http".equals(base.getScheme());
            if (usable && base.getHost() != null && base.getRawQuery() == null && base.getRawUserInfo() == null) {
                return URI.create(base + path);
            }
        } catch (IllegalArgumentException malformed) {
            // Refused like any other text that is no address.
        }
        throw new CommandException(
                ExitCode.USAGE, "--url: must be the URL of a gateway, such as https://mcp.example.com.");
    }

    private static void warn(Terminal terminal, URI address) {
        String host = address.getHost();
        boolean local = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if (address.getScheme().equals("http") && !local) {
            terminal.err()
                    .println("warning: The key is sent to " + host + " without encryption. Use https where others can"
                            + " listen.");
        }
    }

    private static String post(URI address, ClientSettings settings, List<String> pairs) {
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
                HttpClient client = engine.client(settings)) {
            WholeResponse answer = client.exchange(new ClientRequest(
                    "POST",
                    address,
                    List.of(
                            new Header("Content-Type", "application/x-www-form-urlencoded"),
                            new Header("Accept", "application/json")),
                    form(pairs).getBytes(StandardCharsets.US_ASCII),
                    Deadlines.total(PATIENCE)));
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            if (answer.status() == 200) {
                return body;
            }
            throw new CommandException(ExitCode.FAILED, refusal(answer.status(), body, address));
        } catch (HttpFailure failed) {
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "The gateway at " + address.getAuthority() + " does not answer: " + failed.getMessage() + ".");
        }
    }

    private static String form(List<String> pairs) {
        StringBuilder form = new StringBuilder();
        for (int at = 0; at < pairs.size(); at += 2) {
            form.append(at == 0 ? "" : "&")
                    .append(pairs.get(at))
                    .append('=')
                    .append(URLEncoder.encode(pairs.get(at + 1), StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    private static String refusal(int status, String body, URI address) {
        try {
            String why =
                    JsonMapper.shared().readTree(body).path("error_description").asString("");
            if (!why.isEmpty()) {
                return "The gateway refused: " + why;
            }
        } catch (JacksonException odd) {
            // Told by its status alone.
        }
        return "The gateway at " + address.getAuthority() + " answered with HTTP " + status
                + ". Check that --url names a gateway of this version.";
    }
}
