package io.gatehouse.app;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.server.StdioServer;
import io.gatehouse.server.StdioSettings;
import io.gatehouse.upstream.StdioRelay;
import io.gatehouse.upstream.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Serves one client over standard streams through the gateway that runs on the data folder.
final class RelayedStdio {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] PING =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}".getBytes(StandardCharsets.US_ASCII);

    private final RunningGateway running;
    private final Transport.Http gateway;
    private final Terminal terminal;
    private final Duration drain;
    private final CompletableFuture<@Nullable String> ended = new CompletableFuture<>();

    /// @param toolset the empty name is that of all servers
    /// @param drain how long requests in progress may go on after a signal
    RelayedStdio(RunningGateway running, String toolset, Terminal terminal, Duration drain) {
        this.running = running;
        this.gateway = RemoteGateway.transport(running, toolset);
        this.terminal = terminal;
        this.drain = drain;
    }

    /// Serves until the client closes its side, or the gateway stops.
    ///
    /// @throws CommandException when there is no such toolset, no connection, or the gateway has stopped
    void serve() {
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults())) {
            greet(engine);
            StdioServer server = new StdioServer(
                    send -> watched(new StdioRelay(gateway, engine, StdioSettings.DEFAULT, send, ended::complete)),
                    terminal.in(),
                    terminal.out(),
                    StdioSettings.DEFAULT);
            String problem = new StdioService(server, drain, ended).run();
            if (problem != null) {
                throw new CommandException(ExitCode.UNREACHABLE, problem);
            }
        }
    }

    private StdioRelay watched(StdioRelay relay) {
        ProcessHandle.of(running.pid())
                .ifPresent(process -> process.onExit()
                        .thenRun(
                                () -> relay.lost("the gateway " + running + " has stopped; start this command again")));
        return relay;
    }

    /// Finds out whether the gateway answers and has the toolset.
    private void greet(HttpEngine engine) {
        List<Header> headers = new ArrayList<>(List.of(
                new Header("Accept", "application/json, text/event-stream"),
                new Header("Content-Type", "application/json")));
        gateway.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        try (HttpClient client = engine.client(gateway.client())) {
            WholeResponse response =
                    client.exchange(new ClientRequest("POST", gateway.url(), headers, PING, Deadlines.total(PATIENCE)));
            if (response.status() != 200) {
                throw new CommandException(ExitCode.FAILED, problem(response));
            }
        } catch (HttpFailure failed) {
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "the gateway " + running + " does not answer: " + failed.getMessage()
                            + ". Stop it, or use --own to start servers of your own.");
        }
    }

    private String problem(WholeResponse response) {
        String said;
        try {
            said = new JsonMapper().readTree(response.body()).path("error").asString("");
        } catch (JacksonException noJson) {
            said = "";
        }
        return said.isEmpty()
                ? "the gateway " + running + " answered " + response.status()
                : "the gateway " + running + ": " + said;
    }
}
