package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads lists of tools. A page is read once, as long as the gateway keeps giving the same one. Any thread may use it.
final class ToolLists {
    /// A view has no equality of its own, so a page is known by itself and forgotten with the list that it belongs to.
    private final Map<ObjectView, List<OfferedTool>> read = Collections.synchronizedMap(new WeakHashMap<>());

    /// The tools of one page of `tools/list`; entries that are no tools are left out.
    List<OfferedTool> tools(Response page) {
        ObjectView result = page.result();
        Slice array = result == null ? null : result.get("tools");
        if (result == null || array == null) {
            return List.of();
        }
        List<OfferedTool> known = read.get(result);
        if (known == null) {
            known = tools(array);
            read.put(result, known);
        }
        return known;
    }

    private static List<OfferedTool> tools(Slice array) {
        List<OfferedTool> tools = new ArrayList<>();
        for (Slice each : elements(array)) {
            JsonNode entry = entry(each);
            String name = entry.path("name").asString("");
            if (!name.isEmpty()) {
                JsonNode hints = entry.path("annotations");
                tools.add(new OfferedTool(
                        name,
                        entry.path("description").isString()
                                ? entry.path("description").stringValue()
                                : null,
                        schema(entry.path("inputSchema")),
                        hints.path("readOnlyHint").asBoolean(false),
                        hints.path("idempotentHint").asBoolean(false)));
            }
        }
        return List.copyOf(tools);
    }

    private static List<Slice> elements(Slice array) {
        try {
            return Json.elements(array);
        } catch (MalformedJsonException tooDeep) {
            return List.of();
        }
    }

    /// A tool that cannot be read takes no other with it.
    private static JsonNode entry(Slice entry) {
        try {
            return Trees.read(entry.array(), entry.offset(), entry.length());
        } catch (JacksonException tooMuch) {
            return MissingNode.getInstance();
        }
    }

    private static ObjectNode schema(JsonNode given) {
        return given instanceof ObjectNode object ? object : Trees.object().put("type", "object");
    }
}
