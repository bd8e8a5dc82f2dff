package io.gatehouse.scripted;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Checks single blocks of content.
final class BlockCheck {
    private static final Pattern ID = Pattern.compile("^[a-zA-Z0-9_-]+$");
    private static final List<String> IMAGES = List.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final List<String> IMAGE_SOURCES = List.of("base64", "url", "file");
    private static final List<String> DOCUMENT_SOURCES = List.of("base64", "text", "content", "url", "file");

    private final Signature signature;
    private final boolean newVersion;

    BlockCheck(Signature signature, boolean newVersion) {
        this.signature = signature;
        this.newVersion = newVersion;
    }

    /// Checks a block.
    ///
    /// @param path of the block, `messages.0.content.1` say
    void check(JsonNode block, String path, String role) {
        String type = Shape.tag(block, path, BlockKind.ALL.keySet());
        BlockKind kind = BlockKind.of(type);
        boolean documentOfAssistant = newVersion && type.equals("document") && role.equals("assistant");
        if (!kind.roles().contains(role) || documentOfAssistant) {
            String roles = String.join("` and `", documentOfAssistant ? List.of("user") : kind.roles());
            throw RejectedException.invalid(path + ": `" + type + "` blocks can only be in `" + roles + "` messages");
        }
        String at = path + "." + type;
        for (String key : kind.required()) {
            Shape.required(block, at, key);
        }
        switch (type) {
            case "text" -> text(block, path, role);
            case "image" -> source(block, at, IMAGE_SOURCES);
            case "document" -> source(block, at, DOCUMENT_SOURCES);
            case "search_result" -> searchResult(block, at);
            case "thinking" -> thinking(block, path);
            case "redacted_thinking" ->
                throw RejectedException.invalid(path + ": Invalid `data` in `redacted_thinking` block");
            case "tool_use", "server_tool_use" -> use(block, at);
            case "tool_result" -> result(block, at);
            case "tool_search_tool_result" -> Shape.text(block, at, "tool_use_id", ID);
            default -> {
                // What hosted tools gave is theirs to check.
            }
        }
        if (!kind.open()) {
            Shape.only(block, at, kind.keys());
        }
        if (newVersion && role.equals("user") && !block.path("citations").isEmpty() && type.equals("text")) {
            throw RejectedException.invalid(at + ".citations: Extra inputs are not permitted");
        }
    }

    static void text(JsonNode block, String path, String role) {
        if (Shape.text(block, path + ".text", "text").isEmpty()) {
            throw RejectedException.invalid(
                    (role.equals("system") ? "system" : "messages") + ": text content blocks must be non-empty");
        }
        Shape.only(block, path + ".text", List.of("type", "text", "citations", "cache_control"));
    }

    private static void source(JsonNode block, String at, List<String> types) {
        JsonNode source = Shape.required(block, at, "source");
        String path = at + ".source";
        String type = Shape.tag(source, path, types);
        String here = path + "." + type;
        switch (type) {
            case "base64" -> {
                if (at.endsWith(".image")) {
                    Shape.oneOf(source, here, "media_type", IMAGES);
                } else {
                    Shape.oneOf(source, here, "media_type", List.of("application/pdf"));
                }
                base64(Shape.text(source, here, "data"), here);
            }
            case "url" -> Shape.text(source, here, "url");
            case "file" -> Shape.text(source, here, "file_id");
            case "text" -> Shape.text(source, here, "data");
            default -> Shape.required(source, here, "content");
        }
    }

    private static void base64(String data, String path) {
        try {
            if (java.util.Base64.getDecoder().decode(data).length > 0) {
                return;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below.
        }
        throw RejectedException.invalid(path + ".data: Invalid base64 data");
    }

    private static void searchResult(JsonNode block, String at) {
        Shape.text(block, at, "source");
        Shape.text(block, at, "title");
        JsonNode content = Shape.required(block, at, "content");
        Shape.list(content, at + ".content");
        for (int index = 0; index < content.size(); index++) {
            String path = at + ".content." + index;
            Shape.tag(content.get(index), path, List.of("text"));
            text(content.get(index), path, "user");
        }
    }

    private void thinking(JsonNode block, String path) {
        String text = Shape.text(block, path + ".thinking", "thinking");
        if (!signature.matches(text, Shape.text(block, path + ".thinking", "signature"))) {
            throw RejectedException.invalid(path + ": Invalid `signature` in `thinking` block");
        }
    }

    private static void use(JsonNode block, String at) {
        Shape.text(block, at, "id", ID);
        if (Shape.text(block, at, "name").isEmpty()) {
            throw RejectedException.invalid(at + ".name: String should have at least 1 character");
        }
        Shape.object(Shape.required(block, at, "input"), at + ".input");
    }

    private void result(JsonNode block, String at) {
        Shape.text(block, at, "tool_use_id", ID);
        Shape.flag(block, at, "is_error");
        @Nullable JsonNode content = Shape.optional(block, "content");
        if (content == null || content.isString()) {
            return;
        }
        Shape.list(content, at + ".content");
        boolean failed = block.path("is_error").asBoolean(false);
        for (int index = 0; index < content.size(); index++) {
            JsonNode part = content.get(index);
            String path = at + ".content." + index;
            String type = Shape.tag(part, path, BlockKind.IN_RESULTS);
            if (failed && !type.equals("text")) {
                throw RejectedException.invalid(at + ": all content must be type `text` if `is_error` is true");
            }
            if (type.equals("tool_reference")) {
                Shape.text(part, path + ".tool_reference", "tool_name");
                Shape.only(part, path + ".tool_reference", List.of("type", "tool_name", "cache_control"));
            } else {
                check(part, path, "user");
            }
        }
    }
}
