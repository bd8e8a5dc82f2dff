package io.gatehouse.doors.messages;

import io.gatehouse.models.ApiException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Finds MCP servers in a body of which nothing else is known.
final class McpNames {
    private static final String SERVERS = "mcp_servers";

    private McpNames() {}

    /// Whether a member `mcp_servers` that is not empty stands anywhere in the body.
    ///
    /// @throws ApiException 400 when it looks like JSON but is none: a provider may be more forgiving
    static boolean in(byte[] body) throws ApiException {
        try {
            return RequestOutline.read(body, McpNames::found);
        } catch (ApiException malformed) {
            if (looksLikeJson(body)) {
                throw malformed;
            }
            return false;
        }
    }

    private static boolean found(byte[] body) {
        try (JsonParser parser = RequestOutline.FACTORY.createParser(ObjectReadContext.empty(), body)) {
            boolean found = false;
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (token == JsonToken.PROPERTY_NAME && parser.currentName().equals(SERVERS)) {
                    JsonToken value = parser.nextToken();
                    found |= value != JsonToken.VALUE_NULL
                            && (value != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.END_ARRAY);
                }
            }
            return found;
        }
    }

    private static boolean looksLikeJson(byte[] body) {
        for (byte each : body) {
            if (each == '{' || each == '[') {
                return true;
            }
            // Behind white space, and the marks and zero bytes of other encodings than UTF-8.
            if (each > ' ') {
                return false;
            }
        }
        return false;
    }
}
