package io.gatehouse.kit;

import tools.jackson.databind.node.ObjectNode;

/// What is in a resource: text, or bytes as Base64.
///
/// @param json the contents as the wire has them
public record ResourceContents(ObjectNode json) {

    /// Contents that are text.
    public static ResourceContents text(String uri, String mimeType, String text) {
        return new ResourceContents(
                JsonValues.object().put("uri", uri).put("mimeType", mimeType).put("text", text));
    }

    /// Contents that are not; `base64` is their bytes.
    public static ResourceContents blob(String uri, String mimeType, String base64) {
        return new ResourceContents(
                JsonValues.object().put("uri", uri).put("mimeType", mimeType).put("blob", base64));
    }
}
