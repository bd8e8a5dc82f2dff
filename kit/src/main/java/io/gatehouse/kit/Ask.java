package io.gatehouse.kit;

import io.gatehouse.protocol.Method;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A question that a call puts to the client.
///
/// @param key what tells it from the other questions of the same call; 1 to 128 characters
/// @param method `elicitation/create`, `sampling/createMessage` or `roots/list`
/// @param params the parameters of the method
public record Ask(String key, String method, ObjectNode params) {
    public Ask {
        if (key.isEmpty() || key.length() > 128) {
            throw new IllegalArgumentException("the key of a question has 1 to 128 characters");
        }
        capabilityOf(method);
    }

    /// A form for the user; `schema` is the JSON Schema of its fields, an object of primitive properties.
    public static Ask form(String key, String message, String schema) {
        ObjectNode params = JsonValues.object().put("message", message);
        params.set("requestedSchema", JsonValues.readObject("the schema of a form", schema));
        return new Ask(key, Method.ELICIT, params);
    }

    /// A text from the client's model; `params` is the JSON of `sampling/createMessage`.
    public static Ask sample(String key, String params) {
        return new Ask(key, Method.SAMPLE, JsonValues.readObject("the parameters of sampling", params));
    }

    /// The folders that the client works in.
    public static Ask roots(String key) {
        return new Ask(key, Method.ROOTS_LIST, JsonValues.object());
    }

    /// What the client must have declared to be asked this.
    public String capability() {
        return capabilityOf(method);
    }

    JsonNode toJson() {
        ObjectNode request = JsonValues.object().put("method", method);
        request.set("params", params);
        return request;
    }

    private static String capabilityOf(String method) {
        return switch (method) {
            case Method.ELICIT -> "elicitation";
            case Method.SAMPLE -> "sampling";
            case Method.ROOTS_LIST -> "roots";
            default -> throw new IllegalArgumentException("a client cannot be asked " + method);
        };
    }
}
