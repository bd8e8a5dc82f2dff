package io.gatehouse.doors.messages.translation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A part of a tool's result.
///
/// @param text the part in text, which the client always gets
/// @param media the block that the model gets in place of the text; null when it gets the text
record ResultPart(String text, @Nullable ObjectNode media) {
    static ResultPart of(String text) {
        return new ResultPart(text, null);
    }
}
