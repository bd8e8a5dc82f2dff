package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Blocks of images and documents from what MCP servers send in base64. A provider refuses a whole request
/// for one image that is not what it says, so each is looked at.
final class MediaBlocks {
    private static final String PDF = "application/pdf";
    private static final int LONGEST_PREFIX = 256;

    private MediaBlocks() {}

    /// An image; null when models do not take it.
    ///
    /// @param most largest one, in bytes
    static @Nullable ObjectNode image(String base64, int most) {
        byte[] bytes = decoded(base64, most);
        String type = bytes == null ? null : imageType(bytes);
        return type == null || bytes == null ? null : block("image", type, bytes);
    }

    /// A document; null when models do not take it.
    ///
    /// @param mimeType what the server says that it is
    /// @param most largest one, in bytes
    static @Nullable ObjectNode document(String base64, String mimeType, int most) {
        if (!plain(mimeType).equals(PDF)) {
            return null;
        }
        byte[] bytes = decoded(base64, most);
        return bytes == null || !starts(bytes, 0, "%PDF-") ? null : block("document", PDF, bytes);
    }

    /// A block that was made here or in another replica, made again; null when models do not take it.
    static @Nullable ObjectNode checked(JsonNode block, MediaSettings most) {
        JsonNode source = block.path("source");
        String data = source.path("data").asString("");
        return switch (block.path("type").asString("")) {
            case "image" -> image(data, most.imageBytes());
            case "document" -> document(data, source.path("media_type").asString(""), most.documentBytes());
            default -> null;
        };
    }

    /// A media type without parameters, in lower case.
    static String plain(String mimeType) {
        int end = mimeType.indexOf(';');
        return (end < 0 ? mimeType : mimeType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /// How many bytes a text in base64 stands for.
    static long size(String base64) {
        int length = base64.length();
        while (length > 0 && base64.charAt(length - 1) == '=') {
            length--;
        }
        return (length - beginning(base64)) * 3L / 4;
    }

    /// Where the data begins: some servers send a whole `data:` URL.
    private static int beginning(String base64) {
        if (!base64.regionMatches(true, 0, "data:", 0, 5)) {
            return 0;
        }
        int comma =
                base64.substring(0, Math.min(base64.length(), LONGEST_PREFIX)).indexOf(',');
        return comma + 1;
    }

    private static byte @Nullable [] decoded(String base64, int most) {
        if (size(base64) > most + ((long) most >> 4)) {
            return null;
        }
        try {
            // The decoder passes over what it does not know, the two other characters of URLs too.
            byte[] text = base64.substring(beginning(base64)).getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < text.length; at++) {
                text[at] = text[at] == '-' ? (byte) '+' : text[at] == '_' ? (byte) '/' : text[at];
            }
            byte[] bytes = Base64.getMimeDecoder().decode(text);
            return bytes.length == 0 || bytes.length > most ? null : bytes;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static @Nullable String imageType(byte[] bytes) {
        if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (starts(bytes, 0, "GIF8")) {
            return "image/gif";
        }
        return starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP") ? "image/webp" : null;
    }

    private static boolean starts(byte[] bytes, int from, String latin1) {
        if (bytes.length < from + latin1.length()) {
            return false;
        }
        for (int at = 0; at < latin1.length(); at++) {
            if ((bytes[from + at] & 0xff) != latin1.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode block(String type, String mimeType, byte[] bytes) {
        ObjectNode block = Trees.object().put("type", type);
        block.putObject("source")
                .put("type", "base64")
                .put("media_type", mimeType)
                .put("data", Base64.getEncoder().encodeToString(bytes));
        return block;
    }
}
