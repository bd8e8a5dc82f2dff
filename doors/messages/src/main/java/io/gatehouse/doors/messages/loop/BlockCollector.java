package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts the blocks of one streamed answer of the model together, as SDKs do. Not safe for use by several
/// threads at once.
final class BlockCollector {
    private static final class Block {
        private final ObjectNode begun;
        private final Map<DeltaScan.Delta, EscapedText> texts = new EnumMap<>(DeltaScan.Delta.class);
        /// What deltas of other kinds add up to, by key.
        private final Map<String, StringBuilder> others = new LinkedHashMap<>();

        private Block(ObjectNode begun) {
            this.begun = begun;
        }
    }

    private final Map<Integer, Block> blocks = new TreeMap<>();

    /// A block begins.
    ///
    /// @param begun its beginning as the provider gave it, which must not change
    void begin(int index, ObjectNode begun) {
        blocks.put(index, new Block(begun.deepCopy()));
    }

    /// A block grows by a text.
    ///
    /// @param data of the event that was scanned
    /// @return false if there is no such block
    boolean grow(DeltaScan scan, byte[] data) {
        Block block = blocks.get(scan.index());
        DeltaScan.Delta delta = scan.delta();
        if (block == null || delta == null) {
            return false;
        }
        text(block, delta).add(data, scan.from(), scan.to());
        return true;
    }

    /// A block changes.
    ///
    /// @return false if there is no such block
    boolean grow(int index, JsonNode delta) {
        Block block = blocks.get(index);
        if (block == null) {
            return false;
        }
        switch (delta.path("type").asString("")) {
            case "text_delta" -> grow(block, DeltaScan.Delta.TEXT, delta.path("text"));
            case "input_json_delta" -> grow(block, DeltaScan.Delta.JSON, delta.path("partial_json"));
            case "thinking_delta" -> grow(block, DeltaScan.Delta.THINKING, delta.path("thinking"));
            case "signature_delta" -> grow(block, DeltaScan.Delta.SIGNATURE, delta.path("signature"));
            case "citations_delta" -> cite(block.begun, delta.path("citation"));
            default -> merge(block, delta);
        }
        return true;
    }

    private static void grow(Block block, DeltaScan.Delta delta, JsonNode text) {
        text(block, delta).add(text.asString(""));
    }

    private static EscapedText text(Block block, DeltaScan.Delta delta) {
        return block.texts.computeIfAbsent(delta, unused -> new EscapedText());
    }

    private static void cite(ObjectNode block, JsonNode citation) {
        ArrayNode citations = block.path("citations") instanceof ArrayNode some ? some : block.putArray("citations");
        citations.add(citation);
    }

    /// A delta of another kind: its texts are appended, what else it has is set.
    private static void merge(Block block, JsonNode delta) {
        for (Map.Entry<String, JsonNode> each : delta.properties()) {
            String key = each.getKey();
            if (key.equals("type")) {
                continue;
            }
            if (each.getValue().isString()) {
                block.others
                        .computeIfAbsent(
                                key,
                                unseen ->
                                        new StringBuilder(block.begun.path(key).asString("")))
                        .append(each.getValue().stringValue());
            } else {
                block.others.remove(key);
                block.begun.set(key, each.getValue());
            }
        }
    }

    /// The blocks as they are after all that came.
    ArrayNode blocks() {
        ArrayNode all = Trees.array();
        blocks.values().forEach(block -> all.add(finished(block)));
        return all;
    }

    private static ObjectNode finished(Block block) {
        ObjectNode whole = block.begun.deepCopy();
        block.others.forEach((key, text) -> whole.put(key, text.toString()));
        block.texts.forEach((delta, text) -> {
            switch (delta) {
                case TEXT -> whole.put("text", whole.path("text").asString("") + text.text());
                case THINKING -> whole.put("thinking", whole.path("thinking").asString("") + text.text());
                case SIGNATURE -> whole.put("signature", text.text());
                case JSON -> input(whole, text);
            }
        });
        return whole;
    }

    /// What the model did not write as JSON stays a text, so that it can be told from an object.
    private static void input(ObjectNode block, EscapedText pieces) {
        String json = pieces.text();
        if (json.isBlank()) {
            return;
        }
        try {
            block.set("input", Trees.read(json.getBytes(StandardCharsets.UTF_8)));
        } catch (JacksonException malformed) {
            block.put("input", json);
        }
    }
}
