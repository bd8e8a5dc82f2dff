package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.Address;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// One answer of the model as a whole.
final class WholeTurn extends ModelTurn {
    private static final List<String> ENDING = List.of("stop_reason", "stop_sequence", "stop_details", "container");
    private static final String AROUND = "context_management";

    private final MessageAnswer message;
    private final Toolbox toolbox;
    private final CallIds ids;

    WholeTurn(MessageAnswer message, Toolbox toolbox, CallIds ids) {
        this.message = message;
        this.toolbox = toolbox;
        this.ids = ids;
    }

    @Override
    BodyMode begun(Headers headers) {
        return BodyMode.WHOLE;
    }

    @Override
    void complete(byte[] body) {
        JsonNode read = MissingNode.getInstance();
        try {
            read = Trees.read(body);
        } catch (JacksonException malformed) {
            // Told below.
        }
        if (read instanceof ObjectNode given && content(given) instanceof ArrayNode content) {
            take(given, content);
        } else {
            failed(ModelFailure.noMessage(read, "the model's provider answered with something that is not a message"));
        }
    }

    /// The blocks; some providers write null when there are none.
    private static JsonNode content(ObjectNode message) {
        JsonNode content = message.path("content");
        return content.isNull() && message.path("stop_reason").isString() ? Trees.array() : content;
    }

    private void take(ObjectNode given, ArrayNode content) {
        ObjectNode ending = Trees.object();
        for (String key : ENDING) {
            if (given.has(key)) {
                ending.set(key, given.get(key));
            }
        }
        ObjectNode around = Trees.object();
        if (given.has(AROUND)) {
            around.set(AROUND, given.get(AROUND));
        }
        ObjectNode usage = given.path("usage") instanceof ObjectNode told ? told : Trees.object();
        message.begin(given, received());
        boolean calls = false;
        for (JsonNode block : content) {
            if (block instanceof ObjectNode object) {
                ids.distinguish(object);
            }
            Address address = McpBlocks.address(block, toolbox);
            calls |= address != null;
            message.add(
                    address == null || !(block instanceof ObjectNode call) ? block : McpBlocks.use(call, address, ids));
        }
        String model = given.path("model").asString("");
        answered(new ModelAnswer(model, calls, () -> content, ending, around, usage, null));
    }
}
