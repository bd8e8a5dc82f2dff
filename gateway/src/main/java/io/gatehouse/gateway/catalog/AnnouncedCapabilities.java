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
/// @param withTasks towards clients of 2025-11-25, JSON
/// @param older towards clients of earlier revisions, JSON
/// @param tasks whether clients of 2026-07-28 can have tasks
/// @param experimentalTasks whether clients of 2025-11-25 can
public record AnnouncedCapabilities(
        String modern, String withTasks, String older, boolean tasks, boolean experimentalTasks) {
    private static final String EXPERIMENTAL = "{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}";

    static AnnouncedCapabilities of(Map<Upstream, Snapshot> snapshots) {
        Map<String, String> declared = new TreeMap<>();
        boolean tasks = false;
        boolean experimental = false;
        for (Map.Entry<Upstream, Snapshot> one : snapshots.entrySet()) {
            add(one.getValue().capabilities(), declared);
            tasks |= tasks(one.getKey(), one.getValue());
            experimental |= TaskSupport.offered(one.getKey().settings());
        }
        String older = json(declared);
        String modern = tasks ? json(declared, "extensions", "{" + Json.quote(TasksExtension.ID) + ":{}}") : older;
        String withTasks = experimental ? json(declared, "tasks", EXPERIMENTAL) : older;
        return new AnnouncedCapabilities(modern, withTasks, older, tasks, experimental);
    }

    /// What is declared to a client of this revision, JSON.
    public String to(Revision client) {
        return switch (ListForm.of(client)) {
            case MODERN -> modern;
            case WITH_TASKS -> withTasks;
            case OLDER -> older;
        };
    }

    /// Whether a client of this revision can have tasks.
    public boolean tasks(Revision client) {
        return switch (ListForm.of(client)) {
            case MODERN -> tasks;
            case WITH_TASKS -> experimentalTasks;
            case OLDER -> false;
        };
    }

    /// A server of 2026-07-28 has tasks or it has none; for an older one the gateway may keep them.
    private static boolean tasks(Upstream upstream, Snapshot snapshot) {
        Revision revision = snapshot.revision();
        return revision != null && revision.modern()
                ? TasksExtension.in(snapshot.capabilities())
                : TaskSupport.offered(upstream.settings());
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

    private static String json(Map<String, String> declared, String more, String value) {
        Map<String, String> all = new TreeMap<>(declared);
        all.put(more, value);
        return json(all);
    }

    private static String json(Map<String, String> declared) {
        List<String> members = new ArrayList<>();
        declared.forEach((name, value) -> members.add("\"" + name + "\":" + value));
        return "{" + String.join(",", members) + "}";
    }
}
