package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes the result of a tool apart (MCP, `CallToolResult`).
final class ResultParts {
    private static final String IMAGE = "Image";
    private static final String AUDIO = "Audio";
    private static final String RESOURCE = "Resource";
    private static final List<String> DATA = List.of(IMAGE, AUDIO, RESOURCE);

    private final boolean images;
    private final boolean documents;
    private final MediaSettings settings;
    private final MediaRoom room;
    private final List<ResultPart> parts = new ArrayList<>();
    private int media;

    /// @param images whether images become blocks for the model
    /// @param documents whether documents do
    /// @param room from which each of them takes
    ResultParts(boolean images, boolean documents, MediaSettings settings, MediaRoom room) {
        this.settings = settings;
        this.room = room;
        this.images = images;
        this.documents = documents;
    }

    /// Whether what a client was told of a result stands for an image or a document that its model may have got.
    static boolean mayHaveMedia(JsonNode told) {
        return told.isString()
                ? standsForData(told.stringValue())
                : told.valueStream()
                        .anyMatch(block -> standsForData(block.path("text").asString("")));
    }

    private static boolean standsForData(String text) {
        return DATA.stream().anyMatch(kind -> text.startsWith("[" + kind));
    }

    /// The parts of a result, in order.
    List<ResultPart> of(JsonNode result) {
        JsonNode content = result.path("content");
        for (JsonNode item : content) {
            item(item);
        }
        JsonNode structured = result.path("structuredContent");
        boolean told = content.valueStream().anyMatch(item -> Trees.type(item).equals("text"));
        if (!structured.isMissingNode() && !structured.isNull() && !told) {
            text(CanonicalJson.text(structured));
        }
        if (!content.isArray() && structured.isMissingNode()) {
            ObjectNode rest = Trees.object();
            result.properties().forEach(entry -> rest.set(entry.getKey(), entry.getValue()));
            rest.remove(List.of("_meta", "resultType", "isError"));
            text(rest.isEmpty() ? "" : CanonicalJson.text(rest));
        }
        return parts;
    }

    private void item(JsonNode item) {
        switch (Trees.type(item)) {
            case "text" -> text(words(item.path("text")));
            case "image" ->
                data(
                        IMAGE,
                        "",
                        item.path("mimeType").asString(""),
                        item.path("data").asString(""));
            case "audio" ->
                data(
                        AUDIO,
                        "",
                        item.path("mimeType").asString(""),
                        item.path("data").asString(""));
            case "resource_link" -> link(item);
            case "resource" -> resource(item.path("resource"));
            default -> text(CanonicalJson.text(item));
        }
    }

    /// A text; some servers put an object where it should be, which is told as JSON.
    private static String words(JsonNode text) {
        return text.isString() || text.isMissingNode() || text.isNull() ? text.asString("") : CanonicalJson.text(text);
    }

    private void text(String text) {
        parts.add(ResultPart.of(text));
    }

    private void link(JsonNode item) {
        StringJoiner told = new StringJoiner(", ", "[Resource: ", "]");
        told.add(item.path("uri").asString(""));
        for (String key : List.of("title", "name", "mimeType", "description")) {
            String value = item.path(key).asString("");
            if (!value.isEmpty() && !(key.equals("name") && item.has("title"))) {
                told.add(value);
            }
        }
        if (item.path("size").isNumber()) {
            told.add(size(item.path("size").asLong(0)));
        }
        text(told.toString());
    }

    private void resource(JsonNode resource) {
        String uri = resource.path("uri").asString("");
        String mimeType = resource.path("mimeType").asString("");
        if (resource.path("blob").isString()) {
            data(RESOURCE, uri, mimeType, resource.path("blob").stringValue());
        } else {
            String head = described(RESOURCE, uri, mimeType, null);
            text(head + "\n" + words(resource.path("text")));
        }
    }

    private void data(String kind, String uri, String mimeType, String base64) {
        String text = described(kind, uri, mimeType, size(MediaBlocks.size(base64)));
        ObjectNode block = null;
        if (media < settings.perResult()) {
            boolean image = kind.equals(IMAGE) || MediaBlocks.plain(mimeType).startsWith("image/");
            if (image && images) {
                block = MediaBlocks.image(base64, settings.imageBytes());
            } else if (documents) {
                block = MediaBlocks.document(base64, mimeType, settings.documentBytes());
            }
        }
        if (block != null && !room.take(block)) {
            text += MediaRoom.NO_ROOM;
            block = null;
        }
        media += block == null ? 0 : 1;
        parts.add(new ResultPart(text, block));
    }

    private static String described(String kind, String uri, String mimeType, @Nullable String size) {
        StringJoiner told = new StringJoiner(", ", "[" + kind + ": ", "]");
        told.setEmptyValue("[" + kind + "]");
        for (String value : new String[] {uri, mimeType, size == null ? "" : size}) {
            if (!value.isEmpty()) {
                told.add(value);
            }
        }
        return told.toString();
    }

    private static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        return bytes < 1 << 20
                ? (bytes + 512) / 1024 + " KB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1048576.0);
    }
}
