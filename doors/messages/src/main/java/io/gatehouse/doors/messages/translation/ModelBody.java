package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of the requests by which one request of a client is answered: without anything of MCP, its tools
/// and its conversation as a provider knows them. It grows with each turn, and what was sent stays the
/// beginning of what is sent next, also in the client's next request. For one thread.
public final class ModelBody {
    private static final Set<String> FORCING = Set.of("any", "tool");

    private final Toolbox toolbox;
    private final ObjectNode settings;
    private final Transcript transcript;
    private @Nullable OpenTurn pending;

    private ModelBody(Toolbox toolbox, ObjectNode settings, Transcript transcript, @Nullable OpenTurn pending) {
        this.toolbox = toolbox;
        this.settings = settings;
        this.transcript = transcript;
        this.pending = pending;
    }

    /// Translates a request.
    ///
    /// @throws ApiException if its calls and results do not belong together, or it refers to tools that it
    ///     does not have
    public static ModelBody of(McpRequest request, Toolbox toolbox, ResultMemory memory) throws ApiException {
        ObjectNode settings = Trees.object();
        for (Map.Entry<String, JsonNode> entry : request.body().properties()) {
            switch (entry.getKey()) {
                case "mcp_servers", "messages", "tools", "tool_choice" -> {
                    // Not as the client says them.
                }
                default -> settings.set(entry.getKey(), entry.getValue());
            }
        }
        ObjectNode choice = ToolChoices.translate(request.body().path("tool_choice"), toolbox);
        if (choice != null) {
            settings.set("tool_choice", choice);
        }
        HistoryTranslator history = new HistoryTranslator(request, toolbox, memory);
        Transcript transcript = history.translate();
        ModelBody body = new ModelBody(toolbox, settings, transcript, history.pending());
        if (history.endsWithAssistant() && !transcript.endsWithAssistant()) {
            body.calmed();
        }
        return body;
    }

    /// The calls that must run before the model is asked, in order.
    public List<PendingCall> pending() {
        OpenTurn open = pending;
        return open == null ? List.of() : HistoryTranslator.calls(open);
    }

    /// Puts in what the pending calls gave.
    ///
    /// @param results one for each, in any order
    /// @throws IllegalArgumentException if one is missing
    public void answerPending(List<ModelResult> results) {
        OpenTurn open = pending;
        if (open == null) {
            return;
        }
        for (ModelResult result : results) {
            String id = ToolIds.provider(result.clientId());
            open.result(id, AssistantBlocks.result(id, result.content(), result.error(), null));
        }
        if (!open.openMcp().isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no result of " + open.openMcp().getFirst().name());
        }
        open.fill(transcript);
        pending = null;
    }

    /// Adds what the model said and what its calls of MCP tools gave.
    ///
    /// @param blocks as the provider gave them; not changed
    /// @param results of all calls of MCP tools among them, in any order; empty when there are none
    public void append(ArrayNode blocks, List<ModelResult> results) {
        answered();
        List<String> order = new ArrayList<>();
        for (JsonNode block : blocks) {
            boolean use = Trees.type(block).equals("tool_use");
            String name = block.path("name").asString("");
            String id = block.path("id").asString("");
            ObjectNode said = use && toolbox.called(name) != null
                    ? AssistantBlocks.use(id, name, block)
                    : AssistantBlocks.plain(block);
            if (said != null) {
                transcript.assistant(said);
            }
            if (use) {
                order.add(id);
            }
        }
        if (!results.isEmpty()) {
            addResults(order, results);
            calmed();
        }
    }

    private void addResults(List<String> order, List<ModelResult> results) {
        Map<String, ObjectNode> byId = new HashMap<>();
        Map<String, ObjectNode> ordered = new LinkedHashMap<>();
        for (ModelResult result : results) {
            String id = ToolIds.provider(result.clientId());
            byId.put(id, AssistantBlocks.result(id, result.content(), result.error(), null));
        }
        for (String id : order) {
            ObjectNode result = byId.get(id);
            if (result != null) {
                ordered.put(id, result);
            }
        }
        if (ordered.size() != byId.size()) {
            throw new IllegalArgumentException(
                    "there are results of calls that the model did not make: " + byId.keySet() + ", it made " + order);
        }
        ObjectNode message = Trees.object().put("role", "user");
        ArrayNode content = message.putArray("content");
        ordered.values().forEach(content::add);
        transcript.add(message);
    }

    /// A choice that forces a call holds until the model has called: the loop would never end otherwise.
    private void calmed() {
        JsonNode choice = settings.path("tool_choice");
        if (FORCING.contains(Trees.type(choice))) {
            ObjectNode calm = Trees.object().put("type", "auto");
            if (choice.has("disable_parallel_tool_use")) {
                calm.set("disable_parallel_tool_use", choice.get("disable_parallel_tool_use"));
            }
            settings.set("tool_choice", calm);
        }
    }

    /// Tells the model something after what the client tells it as `system`.
    public void instruct(String text) {
        JsonNode system = settings.path("system");
        if (system.isArray()) {
            ArrayNode blocks = Trees.array();
            system.forEach(blocks::add);
            blocks.addObject().put("type", "text").put("text", text);
            settings.set("system", blocks);
        } else {
            String before = system.asString("");
            settings.put("system", before.isEmpty() ? text : before + "\n\n" + text);
        }
    }

    /// Lets the model call no more tools.
    public void finalTurn() {
        if (!toolbox.tools().isEmpty()) {
            settings.set("tool_choice", Trees.object().put("type", "none"));
        }
    }

    /// Lets the next turns run in the container of the one before.
    ///
    /// @param id as an answer gave it
    public void container(String id) {
        if (settings.path("container") instanceof ObjectNode container) {
            ObjectNode copy = container.deepCopy();
            settings.set("container", copy.put("id", id));
        } else {
            settings.put("container", id);
        }
    }

    /// The body of a request for the next turn.
    ///
    /// @param stream whether the answer is to come as events
    /// @throws IllegalStateException if there are pending calls without results
    public byte[] bytes(boolean stream) {
        answered();
        if (stream || settings.has("stream")) {
            settings.put("stream", stream);
        }
        return written();
    }

    /// The body of a request that counts tokens. Results that are not there yet count as empty.
    public byte[] bytesToCount() {
        OpenTurn open = pending;
        if (open != null) {
            answerPending(HistoryTranslator.calls(open).stream()
                    .map(call -> new ModelResult(call.clientId(), Trees.array(), false))
                    .toList());
        }
        settings.remove("stream");
        return written();
    }

    private byte[] written() {
        CanonicalJson json = new CanonicalJson(8192).value(settings);
        json.unclose();
        if (!toolbox.tools().isEmpty()) {
            json.raw(",\"tools\":").raw(toolbox.toolBytes());
        }
        json.raw(",\"messages\":");
        transcript.writeTo(json);
        return json.raw("}").toBytes();
    }

    private void answered() {
        if (pending != null) {
            throw new IllegalStateException("the pending calls have no results yet");
        }
    }
}
