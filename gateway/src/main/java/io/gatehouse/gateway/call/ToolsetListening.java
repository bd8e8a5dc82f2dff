package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.ResourceIndex;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A client's subscription to a toolset: its lists, and single resources at the servers that own them.
final class ToolsetListening {
    private ToolsetListening() {}

    /// Begins to listen.
    ///
    /// @param tasks listens for the client's tasks
    static Handler.Listening start(Toolset toolset, Filter filter, TaskListening tasks, Handler.Listener listener) {
        Map<Upstream, Map<String, String>> wanted = wanted(toolset, filter.uris());
        Set<String> honoured = new HashSet<>();
        Set<String> honouredTasks = new HashSet<>();
        List<Handler.Listening> parts = new ArrayList<>();
        AtomicInteger waiting = new AtomicInteger(wanted.size() + 2);
        Runnable answered = () -> {
            if (waiting.decrementAndGet() == 0) {
                Filter granted =
                        new Filter(filter.tools(), filter.prompts(), filter.resources(), honoured, honouredTasks);
                listener.acknowledged(granted);
                synchronized (parts) {
                    parts.add(toolset.subscribe(granted, listener));
                }
            }
        };
        wanted.forEach((upstream, exposed) -> {
            Handler.Listening part = upstream.watch(exposed.keySet(), taken -> {
                synchronized (honoured) {
                    taken.forEach(uri -> honoured.add(exposed.getOrDefault(uri, uri)));
                }
                answered.run();
            });
            synchronized (parts) {
                parts.add(part);
            }
        });
        tasks.start(filter.tasks(), taken -> {
            honouredTasks.addAll(taken);
            answered.run();
        });
        answered.run();
        return () -> {
            tasks.close();
            synchronized (parts) {
                parts.forEach(Handler.Listening::close);
                parts.clear();
            }
        };
    }

    /// The URIs by their owners: the server's own URI → the one that the client named.
    private static Map<Upstream, Map<String, String>> wanted(Toolset toolset, Set<String> uris) {
        Map<Upstream, Map<String, String>> wanted = new HashMap<>();
        for (String uri : uris) {
            ResourceIndex.Owner owner = toolset.owner(toolset.view(), uri);
            if (owner != null) {
                wanted.computeIfAbsent(owner.upstream(), first -> new HashMap<>())
                        .put(owner.uri(), uri);
            }
        }
        return wanted;
    }
}
