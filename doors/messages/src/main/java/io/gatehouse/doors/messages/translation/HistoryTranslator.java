package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns the messages of a client into those for a provider. What an assistant said in one message, calls of
/// MCP tools and their results, becomes turns of assistant and user; results of calls that were put off are
/// found at the start of a later message of the assistant, or the calls are still to run.
final class HistoryTranslator {
    private final McpRequest request;
    private final Toolbox toolbox;
    private final ResultMemory memory;
    private final ToolChanges changes;
    private final Transcript transcript = new Transcript();
    private @Nullable OpenTurn turn;
    private boolean endsWithAssistant;

    HistoryTranslator(McpRequest request, Toolbox toolbox, ResultMemory memory) {
        this.request = request;
        this.toolbox = toolbox;
        this.memory = memory;
        this.changes = new ToolChanges(request, toolbox);
    }

    /// Translates all messages.
    ///
    /// @throws ApiException if calls and results do not belong together
    Transcript translate() throws ApiException {
        JsonNode messages = request.body().path("messages");
        for (int at = 0; at < messages.size(); at++) {
            ObjectNode message = (ObjectNode) messages.get(at);
            String path = "messages." + at;
            switch (message.path("role").asString("")) {
                case "assistant" -> assistant(message, path);
                case "system" -> system(message, path);
                default -> user(message, path);
            }
        }
        OpenTurn open = turn;
        if (open != null && !open.waits()) {
            close();
        }
        return transcript;
    }

    /// The turn whose calls must run before the model is asked; null when there is none.
    ///
    /// @throws ApiException if one of the calls must not run
    @Nullable
    OpenTurn pending() throws ApiException {
        OpenTurn open = turn;
        if (open == null) {
            return null;
        }
        List<OpenTurn.Call> own = open.openOwn();
        if (!own.isEmpty()) {
            throw ApiException.invalid(own.getFirst().path() + ": `tool_use` ids were found without `tool_result`"
                    + " blocks immediately after: " + own.getFirst().name()
                    + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        }
        for (OpenTurn.Call call : open.openMcp()) {
            PendingCall pending = call.pending();
            Address address = pending == null ? new Address("", "") : pending.address();
            ServerRequest server = request.server(address.server());
            if (server == null) {
                throw ApiException.invalid(call.path() + ": `" + call.name() + "` tool use was found, but no `"
                        + call.name() + "` tool of the MCP server `" + address.server() + "` was provided");
            }
        }
        open.place(transcript);
        return open;
    }

    /// Whether the request goes on with what the assistant was saying.
    boolean endsWithAssistant() {
        return endsWithAssistant;
    }

    private void assistant(ObjectNode message, String path) throws ApiException {
        endsWithAssistant = true;
        JsonNode content = message.path("content");
        if (content.isString()) {
            close();
            transcript.assistant(message, content);
            return;
        }
        if (content.isEmpty()) {
            close();
            transcript.add(message.deepCopy());
        }
        for (int at = 0; at < content.size(); at++) {
            block((ObjectNode) content.get(at), path + ".content." + at);
        }
        if (turn != null) {
            turn.end();
        }
    }

    private void block(ObjectNode block, String path) throws ApiException {
        String type = Trees.type(block);
        if (type.equals("mcp_tool_listing")) {
            return;
        }
        if (type.equals("mcp_tool_result")) {
            result(block, path);
            return;
        }
        if (type.equals("mcp_tool_use")) {
            begin();
            use(block, path);
            return;
        }
        ObjectNode plain = AssistantBlocks.plain(block);
        if (plain != null) {
            begin();
            transcript.assistant(plain);
            if (type.equals("tool_use")) {
                String id = block.path("id").asString("");
                current().call(id, new OpenTurn.Call(path, id, null));
            }
        }
    }

    /// The assistant says something: what it called before has to be answered.
    private void begin() throws ApiException {
        if (turn != null && turn.over()) {
            close();
        }
    }

    private OpenTurn current() {
        OpenTurn open = turn;
        if (open == null) {
            open = new OpenTurn();
            turn = open;
        }
        return open;
    }

    private void use(ObjectNode block, String path) throws ApiException {
        String clientId = block.path("id").asString("");
        String id = ToolIds.provider(clientId);
        Address address = new Address(
                block.path("server_name").asString(""), block.path("name").asString(""));
        if (current().isCalled(id)) {
            throw ApiException.invalid(
                    path + ": `mcp_tool_use` ids must be unique, but `" + clientId + "` appears twice");
        }
        ObjectNode input = (ObjectNode) block.path("input");
        current().call(id, new OpenTurn.Call(path, address.tool(), new PendingCall(clientId, address, input)));
        transcript.assistant(AssistantBlocks.use(id, toolbox.modelName(address.server(), address.tool()), block));
    }

    private void result(ObjectNode block, String path) throws ApiException {
        String clientId = block.path("tool_use_id").asString("");
        String id = ToolIds.provider(clientId);
        OpenTurn open = turn;
        if (open == null || !open.isCalled(id)) {
            throw ApiException.invalid(
                    path + ": unexpected `tool_use_id` found in `mcp_tool_result` blocks: " + clientId
                            + ". Each `mcp_tool_result` block must have a corresponding `mcp_tool_use` block before it.");
        }
        if (open.isAnswered(id)) {
            throw ApiException.invalid(path + ": each tool_use must have a single result. Found multiple"
                    + " `mcp_tool_result` blocks with id: " + clientId);
        }
        boolean error = block.path("is_error").asBoolean(false);
        open.result(
                id, AssistantBlocks.result(id, memory.content(clientId, error, block.path("content")), error, block));
    }

    private void user(ObjectNode message, String path) throws ApiException {
        endsWithAssistant = false;
        ObjectNode translated = changes.references(message, path);
        cutOff();
        OpenTurn open = turn;
        if (open == null || !open.ofMcp() || !open.waits() && !open.ofClient()) {
            close();
            transcript.add(translated);
            return;
        }
        JsonNode content = translated.path("content");
        boolean onlyResults = open.ofClient() && content.isArray();
        for (JsonNode block : content) {
            onlyResults &= Trees.type(block).equals("tool_result");
        }
        if (open.waits() && !onlyResults) {
            throw unanswered(open);
        }
        if (!content.isArray()) {
            close();
            transcript.add(translated);
            return;
        }
        open.place(transcript);
        for (JsonNode block : content) {
            if (Trees.type(block).equals("tool_result")) {
                open.result(block.path("tool_use_id").asString(""), block);
            } else {
                open.other(block);
            }
        }
        if (!open.waits()) {
            close();
        }
    }

    /// The user speaks although calls of MCP tools have no results, the answer with them having been cut off.
    private void cutOff() {
        OpenTurn open = turn;
        if (open != null && !open.ofClient()) {
            calls(open).forEach(call -> {
                String id = ToolIds.provider(call.clientId());
                open.result(
                        id, AssistantBlocks.result(id, memory.text().cutOff().forModel(), true, null));
            });
        }
    }

    private void system(ObjectNode message, String path) throws ApiException {
        OpenTurn open = turn;
        if (open != null && open.ofMcp()) {
            if (!open.waits() && !open.ofClient()) {
                close();
            } else {
                open.place(transcript);
            }
        }
        ObjectNode translated = changes.translate(message, path);
        if (translated != null) {
            transcript.add(translated);
        }
    }

    private void close() throws ApiException {
        OpenTurn open = turn;
        if (open == null) {
            return;
        }
        if (open.waits()) {
            throw unanswered(open);
        }
        if (open.ofMcp()) {
            open.fill(transcript);
        }
        turn = null;
    }

    private static ApiException unanswered(OpenTurn open) {
        OpenTurn.Call call = open.openMcp().getFirst();
        PendingCall pending = call.pending();
        String id = pending == null ? "" : pending.clientId();
        return ApiException.invalid(call.path() + ": `" + call.name() + "` tool use with id `" + id
                + "` was found without a corresponding `mcp_tool_result` block");
    }

    /// The calls of an open turn that are still to run, in order.
    static List<PendingCall> calls(OpenTurn open) {
        List<PendingCall> calls = new ArrayList<>();
        for (OpenTurn.Call call : open.openMcp()) {
            PendingCall pending = call.pending();
            if (pending != null) {
                calls.add(pending);
            }
        }
        return calls;
    }
}
