package io.gatehouse.upstream.repair;

import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes one entry of a list acceptable to the SDK clients of each revision. The same entry always gives the same
/// result, and what clients take stays byte for byte.
public final class EntryRepair {
    private EntryRepair() {}

    /// The entry in the forms in which clients get it. Whether it has the key that names it is left to the caller.
    ///
    /// @param entry as the server sent it
    /// @param modernServer whether the server speaks 2026-07-28, which allows more
    /// @return null when the entry is no object, or has numbers that no client reads
    public static @Nullable Definition of(EntryKind kind, Slice entry, boolean modernServer) {
        Slice readable = LoneSurrogates.replaced(entry);
        if (!(RepairTrees.read(readable) instanceof ObjectNode mended)) {
            return null;
        }
        List<Fix> fixes = new ArrayList<>();
        if (readable != entry) {
            fixes.add(new Fix("it has an unpaired surrogate, such as \\ud83d", "U+FFFD is used instead"));
        }
        ObjectView view = view(readable);
        if (view == null) {
            fixes.add(new Fix("it has a key twice", "the last counts"));
        }
        switch (kind) {
            case TOOL -> ToolRepair.mend(mended, fixes);
            case PROMPT -> PromptRepair.mend(mended, fixes);
            case RESOURCE -> ResourceRepair.mend(mended, "uri", fixes);
            case TEMPLATE -> ResourceRepair.mend(mended, "uriTemplate", fixes);
        }
        ObjectView modern = view == null
                ? whole(mended)
                : fixes.isEmpty() ? view : changed(view, differences(RepairTrees.read(readable), mended));
        if (kind != EntryKind.TOOL) {
            return new Definition(modern, modern, false, fixes);
        }
        LegacyTool older = LegacyTool.of(mended, modernServer, fixes);
        return new Definition(modern, changed(modern, older.changes()), older.wrapsOutput(), fixes);
    }

    private static @Nullable ObjectView view(Slice entry) {
        try {
            return ObjectView.read(entry);
        } catch (MalformedJsonException duplicateKey) {
            return null;
        }
    }

    private static ObjectView whole(JsonNode object) {
        return read(RepairTrees.bytes(object));
    }

    /// The members that differ, null where one is gone.
    private static Map<String, @Nullable JsonNode> differences(@Nullable JsonNode before, ObjectNode after) {
        Map<String, @Nullable JsonNode> differences = new HashMap<>();
        if (before == null) {
            return differences;
        }
        Set<String> keys = new HashSet<>(before.propertyNames());
        keys.addAll(after.propertyNames());
        for (String key : keys) {
            JsonNode now = after.get(key);
            if (now == null || !now.equals(before.get(key))) {
                differences.put(key, now);
            }
        }
        return differences;
    }

    private static ObjectView changed(ObjectView view, Map<String, @Nullable JsonNode> differences) {
        if (differences.isEmpty()) {
            return view;
        }
        Map<String, byte @Nullable []> changes = new HashMap<>();
        differences.forEach((key, value) -> changes.put(key, value == null ? null : RepairTrees.bytes(value)));
        return read(new Splice(view.whole()).change(view, changes).toBytes());
    }

    private static ObjectView read(byte[] json) {
        try {
            return ObjectView.read(Slice.of(json));
        } catch (MalformedJsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
