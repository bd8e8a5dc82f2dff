package io.gatehouse.gateway.call;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;

/// Content of tools and prompts that the client's revision does not know: audio came with 2025-03-26, links to
/// resources came with 2025-06-18. Types that no revision knows pass.
final class OlderContent {
    private static final String AUDIO = "urn:gatehouse:audio";

    private OlderContent() {}

    /// Replaces such blocks.
    ///
    /// @return whether there were any
    static boolean replace(Splice splice, ObjectView result, String method, Revision client) {
        if (client.compareTo(Revision.R2025_06_18) >= 0) {
            return false;
        }
        boolean changed = false;
        if (method.equals(Method.TOOLS_CALL)) {
            for (ObjectView block : OlderResults.objects(result.get("content"))) {
                changed |= replace(splice, block, client);
            }
        } else if (method.equals(Method.PROMPTS_GET)) {
            for (ObjectView message : OlderResults.objects(result.get("messages"))) {
                ObjectView block = message.object("content");
                changed |= block != null && replace(splice, block, client);
            }
        }
        return changed;
    }

    private static boolean replace(Splice splice, ObjectView block, Revision client) {
        String type = block.string("type");
        if ("resource_link".equals(type)) {
            splice.replace(block.whole(), link(block));
            return true;
        }
        if ("audio".equals(type) && client.compareTo(Revision.R2025_03_26) < 0 && block.string("data") != null) {
            splice.replace(block.whole(), audio(block));
            return true;
        }
        return false;
    }

    /// A text that names the resource.
    private static String link(ObjectView block) {
        String description = block.string("description");
        String text = block.string("name") + " (" + block.string("uri") + ")"
                + (description == null ? "" : ": " + description);
        return "{\"type\":\"text\",\"text\":" + Json.quote(text) + annotations(block) + "}";
    }

    /// The sound as an embedded resource.
    private static String audio(ObjectView block) {
        Slice data = block.get("data");
        Slice type = block.get("mimeType");
        return "{\"type\":\"resource\",\"resource\":{\"uri\":\"" + AUDIO + "\""
                + (type == null ? "" : ",\"mimeType\":" + type.text())
                + ",\"blob\":" + (data == null ? "\"\"" : data.text()) + "}" + annotations(block) + "}";
    }

    private static String annotations(ObjectView block) {
        Slice annotations = block.get("annotations");
        return annotations == null ? "" : ",\"annotations\":" + annotations.text();
    }
}
