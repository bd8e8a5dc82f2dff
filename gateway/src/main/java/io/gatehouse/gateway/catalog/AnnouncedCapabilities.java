package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a toolset declares to clients: the capabilities that at least one of its servers has, each as far as it passes
/// the gateway.
///
/// @param modern towards clients of 2026-07-28, JSON
/// @param legacy towards clients of earlier revisions, JSON
/// @param tasks whether clients of 2026-07-28 can have tasks
public record AnnouncedCapabilities(String modern, String legacy, boolean tasks) {

    static AnnouncedCapabilities of(Map<Upstream, Snapshot> snapshots) {
        Map<String, String> declared = new TreeMap<>();
        boolean tasks = false;
        for (Map.Entry<Upstream, Snapshot> one : snapshots.entrySet()) {
            add(one.getValue().capabilities(), declared);
            tasks |= tasks(one.getKey(), one.getValue());
        }
        String legacy = json(declared);
        if (tasks) {
            declared.put("extensions", "{" + Json.quote(TasksExtension.ID) + ":{}}");
        }
        return new AnnouncedCapabilities(json(declared), legacy, tasks);
    }

    /// What is declared to a client of this revision, JSON.
    public String to(Revision client) {
        return client.modern() ? modern : legacy;
    }

    /// A server of 2026-07-28 has tasks or it has none; for an older one the gateway may keep them.
    private static boolean tasks(Upstream upstream, Snapshot snapshot) {
        Revision revision = snapshot.revision();
        return revision != null && revision.modern()
                ? TasksExtension.in(snapshot.capabilities())
                : !upstream.settings().tasksAfter().isZero();
    }

    private static void add(ObjectView capabilities, Map<String, String> declared) {
        if (capabilities.has("tools")) {
            declared.put("tools", "{\"listChanged\":true}");
        }
        if (capabilities.has("prompts")) {
            declared.put("prompts", "{\"listChanged\":true}");
        }
        if (capabilities.has("resources")) {
            ObjectView resources = capabilities.object("resources");
            boolean subscribe = resources != null && resources.isTrue("subscribe");
            String wider = "{\"subscribe\":true,\"listChanged\":true}";
            if (subscribe || !wider.equals(declared.get("resources"))) {
                declared.put("resources", subscribe ? wider : "{\"listChanged\":true}");
            }
        }
        if (capabilities.has("completions")) {
            declared.put("completions", "{}");
        }
        if (capabilities.has("logging")) {
            declared.put("logging", "{}");
        }
    }

    private static String json(Map<String, String> declared) {
        List<String> members = new ArrayList<>();
        declared.forEach((name, value) -> members.add("\"" + name + "\":" + value));
        return "{" + String.join(",", members) + "}";
    }
}
