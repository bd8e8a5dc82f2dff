package io.gatehouse.app.cli;

import io.gatehouse.app.observe.ServerReport;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A connection to the admin API of a gateway.
public final class AdminConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final URI root;
    private final String key;
    private final HttpEngine engine;
    private final HttpClient client;

    /// Connects to nothing yet.
    ///
    /// @param root of the API
    /// @param key that it is shown
    /// @param authorities PEM file of those that issued its certificate; null for the usual ones
    AdminConnection(URI root, String key, @Nullable Path authorities) {
        this.root = root;
        this.key = key;
        this.engine = HttpEngine.start(EngineSettings.defaults());
        this.client =
                engine.client(ClientSettings.builder().authorities(authorities).build());
    }

    /// What is at a path.
    ///
    /// @param path below the root, encoded, with its query
    /// @throws CommandException when it is not answered with what was asked for
    public JsonNode get(String path) {
        return ask("GET", path, null);
    }

    /// Does what a path stands for.
    ///
    /// @param json the body; empty for none
    /// @throws CommandException when it is not done
    public JsonNode post(String path, String json) {
        return ask("POST", path, json);
    }

    /// Every entry of a list, page by page.
    ///
    /// @param path of the list, with its query
    /// @param name of the member that has the entries
    public void each(String path, String name, Consumer<JsonNode> entry) {
        String more = path + (path.contains("?") ? "&" : "?") + "limit=1000";
        String after = "";
        do {
            JsonNode page = get(more + (after.isEmpty() ? "" : "&after=" + encoded(after)));
            page.path(name).forEach(entry);
            after = page.path("next").asString("");
        } while (!after.isEmpty());
    }

    /// How the servers of the gateway are doing.
    public List<ServerReport> servers() {
        List<ServerReport> servers = new ArrayList<>();
        get("/servers").path("servers").forEach(server -> servers.add(ServerReport.of(server)));
        return servers;
    }

    /// A text as a part of a path or query.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode ask(String method, String path, @Nullable String json) {
        List<Header> headers = new ArrayList<>(List.of(new Header("Authorization", "Bearer " + key)));
        if (json != null && !json.isEmpty()) {
            headers.add(new Header("Content-Type", "application/json"));
        }
        try {
            WholeResponse response = client.exchange(new ClientRequest(
                    method,
                    URI.create(root + path),
                    headers,
                    json == null ? null : json.getBytes(StandardCharsets.UTF_8),
                    Deadlines.total(PATIENCE)));
            JsonNode answer = MAPPER.readTree(response.body());
            if (response.status() >= 200 && response.status() < 300 && answer.isObject()) {
                return answer;
            }
            throw refused(response.status(), answer.path("detail").asString(""));
        } catch (HttpFailure failed) {
            throw new CommandException(
                    ExitCode.UNREACHABLE, "The gateway at " + root + " does not answer: " + failed.getMessage() + ".");
        } catch (JacksonException odd) {
            throw refused(0, "");
        }
    }

    private CommandException refused(int status, String detail) {
        if (detail.isEmpty()) {
            return new CommandException(
                    ExitCode.UNREACHABLE,
                    "What answers at " + root + " is not the admin API of a gateway"
                            + (status == 0 ? "" : " (HTTP " + status + ")")
                            + ". Correct --url: the log of the gateway says at its start where that API is.");
        }
        int code = switch (status) {
            case 400, 409 -> ExitCode.USAGE;
            case 404 -> ExitCode.UNKNOWN;
            case 503 -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
        return new CommandException(code, detail);
    }

    @Override
    public void close() {
        client.close();
        engine.close();
    }
}
