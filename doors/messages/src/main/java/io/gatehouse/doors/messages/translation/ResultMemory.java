package io.gatehouse.doors.messages.translation;

import io.gatehouse.protocol.Caller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What one caller's model was told of tool results, found again by what the client sends back.
///
/// @param text how results are told that are not remembered
/// @param room for images and documents of the request
public record ResultMemory(ResultStore store, Caller caller, ResultText text, MediaRoom room) {

    /// For one request of a caller.
    public ResultMemory(ResultStore store, Caller caller, ResultText text) {
        this(store, caller, text, new MediaRoom(text.media()));
    }

    /// Remembers a result, where the client's form does not say it all.
    ///
    /// @param clientId the id by which the client knows the call
    public void remember(String clientId, ResultForms forms) {
        if (!forms.forModel().equals(text.fromClient(forms.forClient()))) {
            store.put(caller.id(), clientId, forms.forClient(), forms.forModel());
        }
    }

    /// What the model is told of a result that the client sends back: what it was told before when that is
    /// remembered and the client has not changed it, else what the client says.
    ///
    /// @param content of an `mcp_tool_result`
    ArrayNode content(String clientId, boolean error, JsonNode content) {
        ArrayNode known = error ? null : store.get(caller.id(), clientId, content);
        return known == null ? text.fromClient(content) : ResultText.fitting(known, content, room);
    }
}
