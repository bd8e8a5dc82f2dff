package io.gatehouse.app.observe;

import io.gatehouse.app.config.UnmatchedPatterns;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.upstream.Upstream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the configuration names that the lists of the servers do not have, as of now. Each is told to the log once, and
/// again only after it was put right.
public final class ListWarnings {
    private final Supplier<List<ToolsetSettings>> toolsets;
    private final Map<String, List<String>> found = new TreeMap<>();
    private Consumer<String> log = warning -> {};

    /// @param toolsets those of the configuration in force
    public ListWarnings(Supplier<List<ToolsetSettings>> toolsets) {
        this.toolsets = toolsets;
    }

    /// Where new warnings go from now on.
    public synchronized void logTo(Consumer<String> told) {
        log = told;
    }

    /// A server lists something else.
    public synchronized void listed(Upstream server) {
        List<String> now = UnmatchedPatterns.of(toolsets.get(), server);
        List<String> before = found.put(server.name(), now);
        Set<String> known = before == null ? Set.of() : new HashSet<>(before);
        now.stream().filter(warning -> !known.contains(warning)).forEach(log);
    }

    /// Servers or toolsets are others.
    public synchronized void configured(List<Upstream> servers) {
        found.keySet().retainAll(servers.stream().map(Upstream::name).toList());
        servers.forEach(this::listed);
    }

    /// All of them, by server.
    public synchronized List<String> all() {
        return found.values().stream().flatMap(Collection::stream).toList();
    }
}
