package io.gatehouse.models.platforms;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/// Frames of AWS's event stream, written by AWS's own encoder.
final class AwsFrames {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    AwsFrames chunk(String json) {
        String encoded = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return frame(
                Map.of(":message-type", "event", ":event-type", "chunk", ":content-type", "application/json"),
                "{\"bytes\":\"" + encoded + "\",\"p\":\"abcdefgh\"}");
    }

    AwsFrames exception(String type, String message) {
        return frame(
                Map.of(":message-type", "exception", ":exception-type", type, ":content-type", "application/json"),
                "{\"message\":\"" + message + "\"}");
    }

    AwsFrames frame(Map<String, String> headers, String payload) {
        Map<String, HeaderValue> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
        new Message(values, payload.getBytes(StandardCharsets.UTF_8)).encode(bytes);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
