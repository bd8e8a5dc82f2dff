package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.models.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A message as a whole: what the stream of it would add up to. One thread at a time may use it.
final class MessageAnswer implements MessageSink {
    private final LoopReply reply;
    private final String model;
    private final ArrayNode content = Trees.array();
    private List<Header> headers = List.of();
    private @Nullable ObjectNode message;

    /// @param model what the message says it is from, should the model never be asked
    MessageAnswer(LoopReply reply, String model) {
        this.reply = reply;
        this.model = model;
    }

    @Override
    public ModelTurn turn(Toolbox toolbox, CallIds ids) {
        return new WholeTurn(this, toolbox, ids);
    }

    /// The message is what the model's first answer says it is.
    ///
    /// @param received headers of the provider
    void begin(ObjectNode first, Headers received) {
        headers = ProviderHeaders.passed(received);
        if (message == null) {
            message = first.deepCopy();
        }
    }

    /// Adds a block.
    void add(JsonNode block) {
        content.add(block);
    }

    @Override
    public void block(ObjectNode block) {
        add(block);
    }

    @Override
    public void ping() {
        // There is nothing that could be sent before the answer.
    }

    @Override
    public boolean begun() {
        return false;
    }

    @Override
    public void end(ObjectNode ending, @Nullable ModelAnswer last, UsageSum usage) {
        ObjectNode whole = message == null ? OwnMessage.begun(model) : message;
        whole.set("content", content);
        whole.setAll(ending);
        if (last != null) {
            whole.setAll(last.around());
        }
        whole.set("usage", usage.whole());
        reply.json(headers, whole.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void fail(ApiError error) {
        throw new IllegalStateException("an answer that is not streamed fails with a status");
    }
}
