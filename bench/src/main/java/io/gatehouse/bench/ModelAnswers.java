package io.gatehouse.bench;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What the fast model says: messages of the Messages API, whole or as events, each event in a chunk of its own.
final class ModelAnswers {
    /// Events of a streamed text beside its deltas.
    static final int EVENTS_AROUND = 5;

    private static final String JSON = "Content-Type: application/json\r\nrequest-id: req_bench\r\n";
    private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
            + "Cache-Control: no-cache\r\nrequest-id: req_bench\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String PIECE = " and the carrier";
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    private final Map<ModelQuestion, ModelAnswer> texts = new HashMap<>();

    /// The answer to a question.
    ModelAnswer to(ModelQuestion question) {
        if (question.calls()) {
            if (question.tool().isEmpty()) {
                return refusal("400 Bad Request", "there is no tool to call");
            }
            return question.stream() ? streamedCall(question) : ModelAnswer.whole(wholeCall(question));
        }
        ModelQuestion same = new ModelQuestion(question.script(), question.stream(), 0, "");
        return texts.computeIfAbsent(same, asked -> asked.stream() ? streamedText(asked) : wholeText(asked));
    }

    /// The answer to a request that is no question to a model.
    static ModelAnswer refusal(String status, String message) {
        return ModelAnswer.whole(json(
                status,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + message + "\"}}"));
    }

    private static ModelAnswer wholeText(ModelQuestion question) {
        Script script = question.script();
        String text = PIECE.repeat(script.deltas());
        String block = "{\"type\":\"text\",\"text\":\"" + text + "\"}";
        return ModelAnswer.whole(json("200 OK", message(script, block, "end_turn")));
    }

    private static byte[] wholeCall(ModelQuestion question) {
        String block = call(question, "{" + arguments(question) + "}");
        return json("200 OK", message(question.script(), block, "tool_use"));
    }

    private static ModelAnswer streamedText(ModelQuestion question) {
        Script script = question.script();
        byte[][] before = {
            ascii(EVENTS + start(script)),
            ascii(event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"))
        };
        String delta = event(
                "content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + PIECE + "\"}");
        return new ModelAnswer(before, ascii(delta), script.deltas(), end("end_turn"), script.pace());
    }

    private static ModelAnswer streamedCall(ModelQuestion question) {
        byte[][] before = {
            ascii(EVENTS + start(question.script())),
            ascii(event("content_block_start", "\"index\":0,\"content_block\":" + call(question, "{}")))
        };
        String delta = event(
                "content_block_delta",
                "\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{"
                        + arguments(question).replace("\"", "\\\"") + "}\"}");
        return new ModelAnswer(before, ascii(delta), 1, end("tool_use"), 0);
    }

    /// Other arguments each time, so that no call is the same as one before.
    private static String arguments(ModelQuestion question) {
        return "\"text\":\"where is order " + (10_000 + question.results()) + "\"";
    }

    private static String call(ModelQuestion question, String input) {
        return "{\"type\":\"tool_use\",\"id\":\"toolu_bench" + (10_000 + question.results()) + "\",\"name\":\""
                + question.tool() + "\",\"input\":" + input + "}";
    }

    private static String message(Script script, String block, String stopReason) {
        return "{\"id\":\"msg_bench\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"" + script.model()
                + "\",\"content\":[" + block + "],\"stop_reason\":\"" + stopReason
                + "\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":500,\"cache_creation_input_tokens\":0,"
                + "\"cache_read_input_tokens\":0,\"output_tokens\":60}}";
    }

    private static String start(Script script) {
        return event(
                "message_start",
                "\"message\":{\"id\":\"msg_bench\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""
                        + script.model() + "\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{"
                        + "\"input_tokens\":500,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
                        + "\"output_tokens\":1}}");
    }

    private static byte[][] end(String stopReason) {
        return new byte[][] {
            ascii(event("content_block_stop", "\"index\":0")),
            ascii(event(
                    "message_delta",
                    "\"delta\":{\"stop_reason\":\"" + stopReason
                            + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":60}")),
            concat(ascii(event("message_stop", "")), LAST_CHUNK)
        };
    }

    private static String event(String type, String members) {
        String data = "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + (members.isEmpty() ? "" : ",") + members
                + "}\n\n";
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static byte[] json(String status, String body) {
        return ascii("HTTP/1.1 " + status + "\r\n" + JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
