package io.gatehouse.gateway.call;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Results of a server for clients of an older revision than the server's: only the members that their revision has
/// not, or has otherwise, are changed.
public final class OlderResults {
    private OlderResults() {}

    /// The result as the client's revision has it; the same object where nothing differs.
    ///
    /// @param response a result, not an error
    /// @param wrapsOutput whether the client sees the schema of the tool's output wrapped, as `{"result": …}`
    public static Response of(Response response, String method, Revision server, Revision client, boolean wrapsOutput) {
        ObjectView result = response.result();
        if (result == null
                || server.compareTo(client) <= 0
                || !response.resultType().equals("complete")) {
            return response;
        }
        Splice splice = new Splice(response.body());
        boolean changed = OlderContent.replace(splice, result, method, client);
        if (server.modern()) {
            Map<String, byte @Nullable []> changes = changes(result, method, wrapsOutput);
            if (!changes.isEmpty()) {
                splice.change(result, changes);
                changed = true;
            }
        }
        return changed ? Response.of(splice.toBytes()) : response;
    }

    private static Map<String, byte @Nullable []> changes(ObjectView result, String method, boolean wrapsOutput) {
        Map<String, byte @Nullable []> changes = new HashMap<>();
        if (result.has("resultType")) {
            changes.put("resultType", null);
        }
        if (method.equals(Method.RESOURCES_READ)) {
            List.of("ttlMs", "cacheScope").stream().filter(result::has).forEach(key -> changes.put(key, null));
        } else if (method.equals(Method.TOOLS_CALL)) {
            output(changes, result, wrapsOutput);
        }
        return changes;
    }

    /// Before 2026-07-28 an output is an object, and there is always content.
    private static void output(Map<String, byte @Nullable []> changes, ObjectView result, boolean wrapsOutput) {
        Slice output = result.get("structuredContent");
        if (output != null && (wrapsOutput || output.first() != '{')) {
            changes.put("structuredContent", utf8("{\"result\":" + output.text() + "}"));
        }
        Slice content = result.get("content");
        if (content == null || content.first() != '[') {
            String text = output == null ? "" : "{\"type\":\"text\",\"text\":" + Json.quote(output.text()) + "}";
            changes.put("content", utf8("[" + text + "]"));
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The objects of an array; none when it is no array, or cannot be read.
    static List<ObjectView> objects(@Nullable Slice array) {
        if (array == null || array.first() != '[') {
            return List.of();
        }
        try {
            List<ObjectView> objects = new ArrayList<>();
            for (Slice element : Json.elements(array)) {
                if (element.first() == '{') {
                    objects.add(ObjectView.read(element));
                }
            }
            return objects;
        } catch (MalformedJsonException duplicateKey) {
            return List.of();
        }
    }
}
