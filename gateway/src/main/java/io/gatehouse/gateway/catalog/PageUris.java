package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the URIs of pages that the `_meta` of a tool or of its results names: MCP Apps (`ui.resourceUri`, earlier
/// `ui/resourceUri`) and the OpenAI Apps SDK (`openai/outputTemplate`).
public final class PageUris {
    private PageUris() {}

    /// Their JSON string literals, each a slice of the holder.
    public static List<Slice> literals(ObjectView holder) {
        ObjectView meta = holder.object("_meta");
        if (meta == null) {
            return List.of();
        }
        List<Slice> found = new ArrayList<>(2);
        add(meta.object("ui"), "resourceUri", found);
        add(meta, "ui/resourceUri", found);
        add(meta, "openai/outputTemplate", found);
        return found;
    }

    /// The URIs themselves.
    static List<String> of(ObjectView holder) {
        return literals(holder).stream().map(Json::unquote).toList();
    }

    private static void add(@Nullable ObjectView holder, String key, List<Slice> found) {
        Slice value = holder == null ? null : holder.get(key);
        if (value != null && value.first() == '"') {
            found.add(value);
        }
    }
}
