package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.observe.LogPage;
import io.gatehouse.upstream.call.ServerLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        header = "Print the last lines that a server wrote to standard error, and how it failed.",
        description =
                "Asks the gateway running on this data folder, or that at --url. Values of `env`, of variables and of headers are shown"
                        + " as ***.",
        footer = {"", "Examples:", "  gatehouse logs crm", "  gatehouse logs crm --follow"})
final class LogsCommand implements Action {
    private static final long PAUSE_MILLIS = 500;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Parameters(paramLabel = "SERVER", description = "The name of the server.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String server;

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing new lines.")
    private boolean follow;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    LogsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException, InterruptedException {
        if (gateway.chosen()) {
            try (AdminConnection connection = gateway.connect(terminal)) {
                String path = "/servers/" + AdminConnection.encoded(server) + "/log?after=";
                return print(after ->
                        LogPage.read(connection.get(path + after).toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
        Asked asked = Asked.find(options, terminal);
        RunningGateway running = asked.running();
        if (running == null) {
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "No gateway runs on " + asked.data()
                            + ". Start it with `gatehouse up`, or try the server with `gatehouse check`.");
        }
        if (!ServerNames.PATTERN.matcher(server).matches()) {
            throw LogQuestion.unknown(running, server);
        }
        try (LogQuestion question = new LogQuestion(running)) {
            return print(after -> question.lines(server, after));
        }
    }

    /// Prints what there is, and with --follow what comes.
    ///
    /// @param lines those after a number
    private int print(LongFunction<List<ServerLog.Line>> lines) throws InterruptedException {
        long last = print(lines.apply(0), 0);
        while (follow) {
            Thread.sleep(PAUSE_MILLIS);
            last = print(lines.apply(last), last);
        }
        return ExitCode.OK;
    }

    /// Prints lines and returns the number of the last.
    private long print(List<ServerLog.Line> lines, long before) {
        lines.forEach(line -> terminal.out().println(json ? LogPage.json(line) : text(line)));
        return lines.isEmpty() ? before : lines.getLast().number();
    }

    private static String text(ServerLog.Line line) {
        return TIME.format(line.time()) + " " + LogPage.origin(line) + " " + Shown.oneLine(line.text());
    }
}
