package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import java.security.SecureRandom;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/// A message that does not come from a provider: one that begins or ends without any answer of the model.
final class OwnMessage {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;

    private OwnMessage() {}

    /// A message of which nothing was said yet, every key present.
    ///
    /// @param model what the request asks for
    static ObjectNode begun(String model) {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        ObjectNode message = Trees.object()
                .put("id", "msg_" + HexFormat.of().formatHex(random))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.putArray("content");
        message.setAll(ending("", Trees.object()));
        message.putNull("stop_reason");
        message.set("usage", UsageSum.nothing());
        return message.putNull("context_management").putNull("diagnostics");
    }

    /// The end of a message for a reason of the loop's own.
    ///
    /// @param before how the model's last answer ended
    static ObjectNode ending(String stopReason, ObjectNode before) {
        ObjectNode ending = before.deepCopy();
        ending.put("stop_reason", stopReason).putNull("stop_sequence").putNull("stop_details");
        if (!ending.has("container")) {
            ending.putNull("container");
        }
        return ending;
    }
}
