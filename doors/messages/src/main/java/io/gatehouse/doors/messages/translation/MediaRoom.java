package io.gatehouse.doors.messages.translation;

import tools.jackson.databind.JsonNode;

/// What is left for images and documents of tool results in the requests to the provider that answer one request of a
/// client. Any thread may use it.
public final class MediaRoom {
    /// Follows the words that take the place of what found no room.
    static final String NO_ROOM = " [left out: the images and documents of this request take too much room]";

    private int blocks;
    private long bytes;

    /// All of it.
    public MediaRoom(MediaSettings settings) {
        blocks = settings.perRequest();
        bytes = settings.requestBytes();
    }

    /// Takes the room for a block.
    ///
    /// @return false if there is none
    synchronized boolean take(JsonNode block) {
        int size = block.path("source").path("data").asString("").length();
        if (blocks == 0 || size > bytes) {
            return false;
        }
        blocks--;
        bytes -= size;
        return true;
    }
}
