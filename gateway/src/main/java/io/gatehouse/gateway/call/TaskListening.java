package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.tasks.KeptTask;
import io.gatehouse.gateway.tasks.TaskIds;
import io.gatehouse.gateway.tasks.TaskIds.Opening;
import io.gatehouse.gateway.tasks.TaskReference.Place;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A client's wish to hear of its tasks, at the servers that have them (tasks extension, notifications). Ids that
/// are not of this client are not honoured.
final class TaskListening {
    private final CallPipeline pipeline;
    private final Toolset toolset;
    private final Peer client;
    private final Handler.Listener listener;
    private final List<Handler.Listening> parts = new ArrayList<>();
    private boolean closed;

    TaskListening(CallPipeline pipeline, Toolset toolset, Peer client, Handler.Listener listener) {
        this.pipeline = pipeline;
        this.toolset = toolset;
        this.client = client;
        this.listener = listener;
    }

    /// One task of the client.
    ///
    /// @param id as the client knows it
    private record Watched(String id, CatalogEntry entry) {}

    /// Begins to listen.
    ///
    /// @param wanted the ids of tasks as the client knows them
    /// @param honoured gets those of which it will hear, once
    void start(Set<String> wanted, Consumer<Set<String>> honoured) {
        Set<String> taken = new HashSet<>();
        Map<Upstream, Map<String, Watched>> servers = servers(wanted, taken);
        AtomicInteger waiting = new AtomicInteger(servers.size() + 1);
        Runnable answered = () -> {
            if (waiting.decrementAndGet() == 0) {
                honoured.accept(taken);
            }
        };
        servers.forEach((upstream, tasks) -> add(upstream.watchTasks(
                client.caller(),
                tasks.keySet(),
                agreed -> {
                    synchronized (taken) {
                        tasks.forEach((own, watched) -> {
                            if (agreed.contains(own)) {
                                taken.add(watched.id());
                            }
                        });
                    }
                    answered.run();
                },
                notification -> tell(notification, tasks))));
        answered.run();
    }

    /// The tasks by the servers that have them. Those of this gateway are listened to at once.
    ///
    /// @param taken gets the ids of the latter
    private Map<Upstream, Map<String, Watched>> servers(Set<String> wanted, Set<String> taken) {
        Map<Upstream, Map<String, Watched>> servers = new HashMap<>();
        TaskIds ids = pipeline.taskIds();
        if (ids == null || !TasksExtension.in(client.capabilities())) {
            return servers;
        }
        for (String id : wanted) {
            Opening opening = ids.open(id, toolset.name(), client.caller().id().text());
            if (opening instanceof Opening.Valid valid) {
                CatalogEntry entry = toolset.view().tools().get(valid.task().tool());
                if (entry == null
                        || !entry.upstream().name().equals(valid.task().server())) {
                    continue;
                }
                if (valid.task().place() == Place.GATEWAY) {
                    if (kept(valid.task().own(), new Watched(id, entry))) {
                        taken.add(id);
                    }
                } else {
                    servers.computeIfAbsent(entry.upstream(), first -> new HashMap<>())
                            .put(valid.task().own(), new Watched(id, entry));
                }
            }
        }
        return servers;
    }

    private boolean kept(String own, Watched watched) {
        KeptTask task = pipeline.keptTasks().find(own);
        if (task == null) {
            return false;
        }
        Runnable ended = task.listen(
                () -> tell(Notification.of(Method.TASK_CHANGED, "{" + task.all(own) + "}"), Map.of(own, watched)));
        add(ended::run);
        return true;
    }

    private void tell(Notification notification, Map<String, Watched> tasks) {
        ObjectView task = notification.params();
        String own = task == null ? null : task.string(TasksExtension.TASK_ID);
        Watched watched = own == null ? null : tasks.get(own);
        if (own != null && watched != null) {
            Resolved target = Resolved.task(watched.entry().upstream(), watched.entry(), own, Effects.READ);
            pipeline.tell(new TaskNews(pipeline, toolset, notification, target, watched.id(), client, listener));
        }
    }

    private void add(Handler.Listening part) {
        synchronized (parts) {
            if (!closed) {
                parts.add(part);
                return;
            }
        }
        part.close();
    }

    void close() {
        List<Handler.Listening> open;
        synchronized (parts) {
            closed = true;
            open = List.copyOf(parts);
            parts.clear();
        }
        open.forEach(Handler.Listening::close);
    }
}
