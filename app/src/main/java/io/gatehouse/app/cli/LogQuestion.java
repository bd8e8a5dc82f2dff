package io.gatehouse.app.cli;

import io.gatehouse.app.config.Shown;
import io.gatehouse.app.observe.LogPage;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.upstream.call.ServerLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;

/// Asks the gateway that runs for the last lines of a server.
public final class LogQuestion implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RunningGateway gateway;
    private final HttpEngine engine;
    private final HttpClient client;

    /// Opens a connection of its own to the gateway; close it.
    public LogQuestion(RunningGateway gateway) {
        this.gateway = gateway;
        this.engine = HttpEngine.start(EngineSettings.defaults());
        this.client = engine.client(RemoteGateway.client(gateway));
    }

    /// The lines with a greater number than `after`, oldest first.
    ///
    /// @param server a valid name of a server
    /// @throws CommandException when the gateway does not answer, or has no such server
    public List<ServerLog.Line> lines(String server, long after) {
        WholeResponse response;
        try {
            response = client.exchange(new ClientRequest(
                    "GET",
                    gateway.endpoint().resolve("/logs/" + server + "?after=" + after),
                    List.of(new Header("Authorization", "Bearer " + gateway.key())),
                    null,
                    Deadlines.total(PATIENCE)));
        } catch (HttpFailure failed) {
            throw gateway.unanswered(failed);
        }
        if (response.status() == 404) {
            throw unknown(gateway, server);
        }
        try {
            if (response.status() == 200) {
                return LogPage.read(response.body());
            }
        } catch (JacksonException odd) {
            // Told like any other answer that has no lines.
        }
        throw new CommandException(
                ExitCode.FAILED,
                "The gateway " + gateway + " did not return the log of server " + server + " (HTTP " + response.status()
                        + "): " + new String(response.body(), StandardCharsets.UTF_8));
    }

    /// There is no server of this name; names the nearest.
    static CommandException unknown(RunningGateway gateway, String server) {
        List<String> names = StateQuestion.ask(gateway).servers().stream()
                .map(ServerReport::name)
                .toList();
        String near = Shown.suggestion(server, names);
        return new CommandException(
                ExitCode.UNKNOWN,
                "There is no server " + Shown.quoted(server) + ". "
                        + (near.isEmpty() ? "`gatehouse servers` lists all servers." : near));
    }

    @Override
    public void close() {
        client.close();
        engine.close();
    }
}
