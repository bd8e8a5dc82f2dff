package io.gatehouse.app;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "logs",
        header = "Print the last that a server wrote on standard error, and how it failed.",
        description =
                "Asks the gateway that runs on this data folder. Values of `env`, of variables and of headers come out"
                        + " as ***.",
        footer = {"", "Examples:", "  gatehouse logs crm", "  gatehouse logs crm --follow"})
final class LogsCommand implements Program.Action {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 500;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "SERVER", description = "The name of the server.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String server;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what comes.")
    private boolean follow;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    LogsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException, InterruptedException {
        Asked asked = Asked.find(options, terminal);
        RunningGateway running = asked.running();
        if (running == null) {
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "No gateway runs on " + asked.data()
                            + ". Start it with `gatehouse up`, or try the server with `gatehouse check`.");
        }
        if (!ServerNames.PATTERN.matcher(server).matches()) {
            throw unknown();
        }
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
                HttpClient client = engine.client(RemoteGateway.client(running))) {
            long last = print(client, running, 0);
            while (follow) {
                Thread.sleep(PAUSE_MILLIS);
                last = print(client, running, last);
            }
            return ExitCode.OK;
        } catch (HttpFailure failed) {
            throw running.unanswered(failed);
        }
    }

    /// Prints the lines after a number and returns that of the last.
    private long print(HttpClient client, RunningGateway running, long after) throws HttpFailure {
        URI address = running.endpoint().resolve("/logs/" + server + "?after=" + after);
        WholeResponse response = client.exchange(new ClientRequest(
                "GET",
                address,
                List.of(new Header("Authorization", "Bearer " + running.key())),
                null,
                Deadlines.total(PATIENCE)));
        if (response.status() == 404) {
            throw unknown();
        }
        if (response.status() != 200) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The gateway " + running + " refuses its logs: "
                            + new String(response.body(), StandardCharsets.UTF_8));
        }
        long last = after;
        for (JsonNode line : MAPPER.readTree(response.body()).path("lines")) {
            last = line.path("number").asLong(last);
            terminal.out().println(json ? line.toString() : text(line));
        }
        return last;
    }

    private static String text(JsonNode line) {
        Instant time = Instant.parse(line.path("time").asString(""));
        return TIME.format(time) + " " + line.path("origin").asString("") + " "
                + line.path("text").asString("");
    }

    private CommandException unknown() {
        return new CommandException(
                ExitCode.UNKNOWN,
                "There is no server " + Shown.quoted(server) + ". `gatehouse servers` lists those that there are.");
    }
}
