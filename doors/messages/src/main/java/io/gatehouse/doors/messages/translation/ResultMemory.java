package io.gatehouse.doors.messages.translation;

import io.gatehouse.protocol.Caller;
import io.gatehouse.seal.ReplicaId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What one caller's model was told of tool results, found again by what the client sends back.
///
/// @param others have what this replica has not
/// @param text how results are told that are not remembered
/// @param room for images and documents of the request
public record ResultMemory(ResultStore store, OtherResults others, Caller caller, ResultText text, MediaRoom room) {

    /// For one request of a caller.
    public ResultMemory(ResultStore store, OtherResults others, Caller caller, ResultText text) {
        this(store, others, caller, text, new MediaRoom(text.media()));
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
        ArrayNode known = error ? null : known(clientId, content);
        return known == null ? text.fromClient(content) : ResultText.fitting(known, content, room);
    }

    /// What another replica remembers is remembered here too from then on.
    private @Nullable ArrayNode known(String clientId, JsonNode content) {
        ArrayNode here = store.get(caller.id(), clientId, content);
        ReplicaId keeper = here == null && ResultParts.mayHaveMedia(content) ? ToolIds.keeper(clientId) : null;
        if (keeper == null) {
            return here;
        }
        byte[] bytes = others.fetch(keeper, clientId, ResultStore.digest(content));
        ArrayNode told = bytes == null ? null : text.told(bytes, content);
        if (told != null) {
            store.put(caller.id(), clientId, content, told);
        }
        return told;
    }
}
