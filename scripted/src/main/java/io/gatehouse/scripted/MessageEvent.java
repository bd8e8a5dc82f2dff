package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import tools.jackson.databind.node.ObjectNode;

/// An event of a streamed message.
///
/// @param type which is also its `type` in the data
record MessageEvent(String type, ObjectNode data) {
    static MessageEvent of(String type) {
        return new MessageEvent(type, Json.object().put("type", type));
    }

    byte[] bytes() {
        return Json.bytes(data);
    }
}
