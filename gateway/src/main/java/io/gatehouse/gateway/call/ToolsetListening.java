package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.ResourceIndex;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A client's subscription to a toolset: its lists, and single resources at the servers that own them.
final class ToolsetListening {
    private ToolsetListening() {}

    /// Begins to listen.
    ///
    /// @param caller for whom
    /// @param tasks listens for the client's tasks
    /// @param listener may be told something before it is acknowledged
    static Handler.Listening start(
            Toolset toolset, Caller caller, Filter filter, TaskListening tasks, Handler.Listener listener) {
        Map<Upstream, Map<String, String>> wanted = wanted(toolset, filter.uris());
        Set<String> honoured = ConcurrentHashMap.newKeySet();
        Set<String> honouredTasks = ConcurrentHashMap.newKeySet();
        List<Handler.Listening> parts = new ArrayList<>();
        AtomicInteger waiting = new AtomicInteger(wanted.size() + 2);
        Runnable answered = () -> {
            if (waiting.decrementAndGet() == 0) {
                listener.acknowledged(
                        new Filter(filter.tools(), filter.prompts(), filter.resources(), honoured, honouredTasks));
            }
        };
        Set<String> owned = new HashSet<>();
        wanted.values().forEach(exposed -> owned.addAll(exposed.values()));
        Filter possible = new Filter(filter.tools(), filter.prompts(), filter.resources(), owned);
        parts.add(toolset.subscribe(caller, possible, listener));
        wanted.forEach((upstream, exposed) -> parts.add(upstream.watch(caller, exposed.keySet(), taken -> {
            taken.forEach(uri -> honoured.add(exposed.getOrDefault(uri, uri)));
            answered.run();
        })));
        tasks.start(filter.tasks(), taken -> {
            honouredTasks.addAll(taken);
            answered.run();
        });
        answered.run();
        return () -> {
            tasks.close();
            parts.forEach(Handler.Listening::close);
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
