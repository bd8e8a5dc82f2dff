package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A message as a stream: begun, a ping, its blocks in pieces, ended. The pieces are the same every
/// time; a JSON text is cut in the middle of escapes too, as models do.
final class MessageEvents {
    private static final int USUAL_PIECE = 16;
    private static final int[] JSON_PIECES = {1, 4, 2, 7, 3, 11};
    private static final Set<String> CALLS = Set.of("tool_use", "server_tool_use");

    private final List<MessageEvent> events = new ArrayList<>();
    private final int piece;

    private MessageEvents(int piece) {
        this.piece = piece == 0 ? USUAL_PIECE : piece;
    }

    /// @param piece characters of a text in one event; 0 for the usual number
    static List<MessageEvent> of(Answer answer, UsageJson usage, int piece) {
        MessageEvents stream = new MessageEvents(piece);
        stream.add("message_start").set("message", answer.begun(usage.whole(1)));
        stream.add("ping");
        for (int index = 0; index < answer.content().size(); index++) {
            stream.block(answer.content().get(index), index);
        }
        ObjectNode end = stream.add("message_delta");
        end.set("delta", answer.stop(Json.object()));
        end.set("usage", usage.ended(answer.output()));
        end.putNull("context_management");
        stream.add("message_stop");
        return stream.events;
    }

    private ObjectNode add(String type) {
        MessageEvent event = MessageEvent.of(type);
        events.add(event);
        return event.data();
    }

    private void block(JsonNode block, int index) {
        String type = block.path("type").asString("");
        ObjectNode begun = ((ObjectNode) block).deepCopy();
        add("content_block_start").put("index", index).set("content_block", begun);
        if (type.equals("text")) {
            begun.put("text", "");
            texts(block.path("text").asString(""), index, "text_delta", "text");
        } else if (type.equals("thinking")) {
            begun.put("thinking", "").put("signature", "");
            texts(block.path("thinking").asString(""), index, "thinking_delta", "thinking");
            delta(index, "signature_delta", "signature", block.path("signature").asString(""));
        } else if (CALLS.contains(type)) {
            begun.putObject("input");
            json(block.path("input").toString(), index);
        }
        add("content_block_stop").put("index", index);
    }

    private void texts(String text, int index, String type, String key) {
        for (int from = 0; from < text.length(); ) {
            int to = after(text, from, piece);
            delta(index, type, key, text.substring(from, to));
            from = to;
        }
    }

    private void json(String json, int index) {
        delta(index, "input_json_delta", "partial_json", "");
        int at = 0;
        for (int from = 0; from < json.length(); at++) {
            int to = after(json, from, JSON_PIECES[at % JSON_PIECES.length]);
            delta(index, "input_json_delta", "partial_json", json.substring(from, to));
            from = to;
        }
    }

    /// Where so many characters end; a surrogate pair is one.
    private static int after(String text, int from, int characters) {
        int left = text.codePointCount(from, text.length());
        return text.offsetByCodePoints(from, Math.min(left, characters));
    }

    private void delta(int index, String type, String key, String value) {
        add("content_block_delta")
                .put("index", index)
                .putObject("delta")
                .put("type", type)
                .put(key, value);
    }
}
