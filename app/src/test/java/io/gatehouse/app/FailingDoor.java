package io.gatehouse.app;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The ways in by which the same tool is called that fails.
enum FailingDoor {
    STREAMABLE_MODERN(Revision.R2026_07_28),
    STREAMABLE_LEGACY(Revision.R2025_11_25),
    EVENTS(Revision.R2024_11_05),
    STDIO_MODERN(Revision.R2026_07_28),
    STDIO_LEGACY(Revision.R2025_11_25),
    MESSAGES(Revision.R2026_07_28);

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Revision revision;

    FailingDoor(Revision revision) {
        this.revision = revision;
    }

    /// The server that this door's calls crash.
    String child() {
        return "crm" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether answers have a place for what programs read of a failure.
    boolean forPrograms() {
        return this != MESSAGES;
    }

    /// Calls a tool by its name among the tools of all servers.
    ///
    /// @return the whole answer, and what it tells the model
    Told call(Bed bed, String server, String tool) throws Exception {
        return switch (this) {
            case MESSAGES -> message(bed, server, tool);
            case STDIO_MODERN, STDIO_LEGACY -> {
                try (WireClient client = WireClient.connect(
                        (in, out) -> new StdioServer(
                                bed.gatehouse().gateway().toolset("", "stdio"), in, out, StdioSettings.DEFAULT),
                        revision,
                        "{}")) {
                    yield Told.of(client.call(server + "_" + tool));
                }
            }
            default -> {
                try (WireClient client = bed.client("", revision)) {
                    yield Told.of(client.call(server + "_" + tool));
                }
            }
        };
    }

    /// An answer.
    ///
    /// @param text all of it
    /// @param said to the model
    /// @param error whether it is an error to the model
    /// @param failure what programs read
    record Told(String text, String said, boolean error, JsonNode failure) {
        static Told of(WireClient.Reply reply) {
            return new Told(
                    reply.text(),
                    reply.said(),
                    reply.toolError(),
                    reply.result().path("_meta").path("io.gatehouse/failure"));
        }
    }

    private static Told message(Bed bed, String server, String tool) throws Exception {
        String body = "{\"model\":\"scripted\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":"
                + Json.quote("call " + server + "_" + tool) + "}],\"mcp_servers\":[{\"type\":\"url\",\"name\":"
                + Json.quote(server) + ",\"url\":\"gatehouse://server/" + server
                + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":" + Json.quote(server) + "}]}";
        URI address = bed.endpoint().resolve("/v1/messages");
        String answer;
        try (HttpClient client = HttpClient.newHttpClient()) {
            answer = client.send(
                            HttpRequest.newBuilder(address)
                                    .header("content-type", "application/json")
                                    .header("anthropic-version", "2023-06-01")
                                    .header("anthropic-beta", "mcp-client-2025-11-20")
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
        for (JsonNode block : MAPPER.readTree(answer).path("content")) {
            if (block.path("type").asString("").equals("mcp_tool_result")) {
                String said = block.path("content").path(0).path("text").asString("");
                return new Told(answer, said, block.path("is_error").asBoolean(false), MAPPER.missingNode());
            }
        }
        throw new AssertionError("no result of a tool: " + answer);
    }

    /// Turns of a scripted model that calls what the user names, and repeats what it was told.
    static String script() {
        return """
                turns:
                  - { when: { result: true }, say: "It says: ${result}" }
                  - { when: { user: _write }, say: [ { call: "*write" } ] }
                  - { when: { user: _s500 }, say: [ { call: "*s500" } ] }
                  - { when: { user: _s429 }, say: [ { call: "*s429" } ] }
                """;
    }

    /// The record of the call with this answer, which may come a moment after it.
    static CallRecord record(Bed bed, Told told) {
        String id = told.said().replaceAll("(?s).*Request ID: (req_\\w+)\\.$", "$1");
        Patience.until(
                "a record of the call: " + told.said(),
                () -> bed.calls().stream().anyMatch(call -> call.requestId().equals(id)));
        return bed.calls().stream()
                .filter(call -> call.requestId().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
