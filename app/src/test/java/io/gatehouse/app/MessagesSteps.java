package io.gatehouse.app;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Steps for an SDK of the Messages API, and the bodies of their requests.
final class MessagesSteps {
    static final String OLD = "mcp-client-2025-04-04";
    static final String USUAL = "mcp-client-2025-11-20";
    static final String LISTING = "mcp-client-2026-09-15";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ArrayNode steps = JSON.createArrayNode();

    /// A request with one message of the user.
    static ObjectNode ask(String text) {
        ObjectNode body = JSON.createObjectNode().put("model", "scripted").put("max_tokens", 4000);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    /// The same with a server, and with a toolset of all that it has.
    static ObjectNode using(ObjectNode body, String server, String url) {
        declared(body, server, url);
        body.withArray("tools").addObject().put("type", "mcp_toolset").put("mcp_server_name", server);
        return body;
    }

    /// The same with a server alone.
    ///
    /// @return the server
    static ObjectNode declared(ObjectNode body, String server, String url) {
        return body.withArray("mcp_servers")
                .addObject()
                .put("type", "url")
                .put("name", server)
                .put("url", url);
    }

    /// The same with a tool of the client's own.
    static ObjectNode offering(ObjectNode body, String tool) {
        body.withArray("tools")
                .addObject()
                .put("name", tool)
                .put("description", "A tool of the client")
                .putObject("input_schema")
                .put("type", "object")
                .putObject("properties");
        return body;
    }

    /// The conversation after an answer, with another message of the user.
    static ObjectNode goOn(JsonNode before, JsonNode answer, String text) {
        ObjectNode body = (ObjectNode) before.deepCopy();
        ArrayNode messages = body.withArray("messages");
        messages.addObject().put("role", "assistant").set("content", answer.get("content"));
        messages.addObject().put("role", "user").put("content", text);
        return body;
    }

    /// Adds a step that sends this body.
    ///
    /// @param kind what to do, as `messages.mjs` names it
    MessagesSteps add(String kind, ObjectNode body, String... betas) {
        step(kind, body, betas);
        return this;
    }

    /// Adds a step that may try again so many times.
    MessagesSteps trying(int retries, String kind, ObjectNode body, String... betas) {
        step(kind, body, betas).put("retries", retries);
        return this;
    }

    /// Adds a stream that is left as soon as an event of this type comes, or a block of this type begins.
    MessagesSteps leave(ObjectNode body, String at, String... betas) {
        step("leave", body, betas).put("at", at);
        return this;
    }

    /// Adds a step of methods without betas.
    MessagesSteps plain(ObjectNode body, boolean streamed) {
        step("plain", body).put("streamed", streamed);
        return this;
    }

    /// Adds a run of the tool runner.
    ///
    /// @param tool a tool of the client's own, and what it answers
    MessagesSteps run(ObjectNode body, boolean streamed, String tool, String result) {
        String[] betas = body.has("mcp_servers") ? new String[] {USUAL} : new String[0];
        step("run", body, betas).put("streamed", streamed).putObject("results").put(tool, result);
        return this;
    }

    /// Adds a count of the tokens.
    MessagesSteps count(ObjectNode body, String... betas) {
        ObjectNode counted = body.deepCopy();
        counted.remove("max_tokens");
        step("count", counted, betas);
        return this;
    }

    /// Adds the listing of the models.
    MessagesSteps models() {
        steps.addObject().put("do", "models").put("limit", 2);
        return this;
    }

    /// Adds the listing of the models before one, backwards.
    MessagesSteps modelsBefore(String id) {
        steps.addObject().put("do", "models").put("limit", 2).put("before_id", id);
        return this;
    }

    JsonNode all() {
        return steps;
    }

    private ObjectNode step(String kind, ObjectNode body, String... betas) {
        ObjectNode step = steps.addObject().put("do", kind);
        step.set("body", body);
        ArrayNode named = step.putArray("betas");
        for (String beta : betas) {
            named.add(beta);
        }
        return step;
    }
}
