package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The tools that an assistant calls at once, and what they gave so far: calls of MCP tools, whose results
/// are in what the assistant says, and of the client's own, whose results are in the next message.
final class OpenTurn {
    /// Every call in order by the provider's id; a call of the client's own has no MCP call.
    private final Map<String, Call> calls = new LinkedHashMap<>();

    private final Map<String, JsonNode> results = new LinkedHashMap<>();
    private final List<JsonNode> others = new ArrayList<>();
    private @Nullable ArrayNode place;
    /// Whether the message with the calls has ended.
    private boolean ended;

    private int ofMcp;
    private int ofClient;
    private int openOfMcp;

    /// A call of this turn.
    ///
    /// @param path the way to its block
    /// @param pending the call of an MCP tool; null for a tool of the client
    record Call(String path, String name, @Nullable PendingCall pending) {}

    void call(String providerId, Call call) {
        Call before = calls.put(providerId, call);
        count(before, -1, providerId);
        count(call, 1, providerId);
    }

    private void count(@Nullable Call call, int more, String providerId) {
        if (call != null && call.pending() != null) {
            ofMcp += more;
            openOfMcp += results.containsKey(providerId) ? 0 : more;
        } else if (call != null) {
            ofClient += more;
        }
    }

    boolean isCalled(String providerId) {
        return calls.containsKey(providerId);
    }

    boolean isAnswered(String providerId) {
        return results.containsKey(providerId);
    }

    void end() {
        ended = true;
    }

    /// Whether something that the assistant says now comes after the results of this turn.
    boolean over() {
        return ended || !results.isEmpty();
    }

    /// Whether MCP tools are among those that were called.
    boolean ofMcp() {
        return ofMcp > 0;
    }

    /// Whether calls of MCP tools have no result yet.
    boolean waits() {
        return openOfMcp > 0;
    }

    /// The calls of MCP tools that have no result yet.
    List<Call> openMcp() {
        return open(true);
    }

    /// The calls of the client's tools that have no result yet.
    List<Call> openOwn() {
        return open(false);
    }

    private List<Call> open(boolean mcp) {
        List<Call> open = new ArrayList<>();
        calls.forEach((id, call) -> {
            if (!results.containsKey(id) && (call.pending() != null) == mcp) {
                open.add(call);
            }
        });
        return open;
    }

    /// Whether tools of the client are among those that were called.
    boolean ofClient() {
        return ofClient > 0;
    }

    void result(String providerId, JsonNode block) {
        Call call = calls.get(providerId);
        if (results.put(providerId, block) == null && call != null && call.pending() != null) {
            openOfMcp--;
        }
    }

    /// Something that the user says beside the results.
    void other(JsonNode block) {
        others.add(block);
    }

    /// Makes the message of the results, if it is not there yet.
    void place(Transcript transcript) {
        if (place == null) {
            ObjectNode message = Trees.object().put("role", "user");
            place = message.putArray("content");
            transcript.add(message);
        }
    }

    /// Puts all results in the order of their calls.
    void fill(Transcript transcript) {
        place(transcript);
        ArrayNode content = place;
        if (content == null) {
            throw new IllegalStateException("there is no place for the results");
        }
        for (String id : calls.keySet()) {
            JsonNode result = results.remove(id);
            if (result != null) {
                content.add(result);
            }
        }
        results.values().forEach(content::add);
        others.forEach(content::add);
    }
}
