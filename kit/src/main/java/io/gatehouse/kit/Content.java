package io.gatehouse.kit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One block of what a tool or a prompt gives back (2026-07-28, content types).
///
/// @param json the block as the wire has it
public record Content(ObjectNode json) {

    /// Text for the model.
    public static Content text(String text) {
        return new Content(JsonValues.object().put("type", "text").put("text", text));
    }

    /// An image; `data` is Base64.
    public static Content image(String mimeType, String data) {
        return media("image", mimeType, data);
    }

    /// A sound; `data` is Base64.
    public static Content audio(String mimeType, String data) {
        return media("audio", mimeType, data);
    }

    /// A resource with its contents inside the block.
    public static Content embedded(ResourceContents contents) {
        ObjectNode block = JsonValues.object().put("type", "resource");
        block.set("resource", contents.json());
        return new Content(block);
    }

    /// A resource that the client may read later.
    public static Content link(String uri, String name, @Nullable String mimeType) {
        ObjectNode block =
                JsonValues.object().put("type", "resource_link").put("uri", uri).put("name", name);
        JsonValues.putIfPresent(block, "mimeType", mimeType);
        return new Content(block);
    }

    private static Content media(String type, String mimeType, String data) {
        return new Content(
                JsonValues.object().put("type", type).put("data", data).put("mimeType", mimeType));
    }
}
