package io.gatehouse.app.cli;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.upstream.settings.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Finds out whether the gateway that runs answers, and has a toolset.
final class Greeting {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;
    private static final int STOPPING = 503;
    private static final byte[] PING =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}".getBytes(StandardCharsets.US_ASCII);

    private Greeting() {}

    /// Greets it.
    ///
    /// @param toolset the empty name is that of all servers
    /// @throws CommandException when it does not answer, or there is no such toolset
    static void send(HttpEngine engine, RunningGateway running, String toolset) {
        Transport.Http gateway = RemoteGateway.transport(running, toolset);
        List<Header> headers = new ArrayList<>(List.of(
                new Header("Accept", "application/json, text/event-stream"),
                new Header("Content-Type", "application/json")));
        gateway.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        try (HttpClient client = engine.client(gateway.client())) {
            WholeResponse response =
                    client.exchange(new ClientRequest("POST", gateway.url(), headers, PING, Deadlines.total(PATIENCE)));
            if (response.status() == STOPPING) {
                throw RunningGateway.stopped();
            }
            if (response.status() != 200) {
                int code = response.status() == NOT_FOUND ? ExitCode.UNKNOWN : ExitCode.UNREACHABLE;
                throw new CommandException(code, problem(running, response));
            }
        } catch (HttpFailure failed) {
            throw running.unanswered(failed);
        }
    }

    private static String problem(RunningGateway running, WholeResponse response) {
        String said;
        try {
            said = new JsonMapper()
                    .readTree(response.body())
                    .at("/error/message")
                    .asString("");
        } catch (JacksonException noJson) {
            said = "";
        }
        return said.isEmpty()
                ? "the gateway " + running + " answered " + response.status()
                : "the gateway " + running + ": " + said;
    }
}
