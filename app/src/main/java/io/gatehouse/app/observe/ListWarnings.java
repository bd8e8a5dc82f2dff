package io.gatehouse.app.observe;

import io.gatehouse.app.config.AuthSettings;
import io.gatehouse.app.config.UnfitRules;
import io.gatehouse.app.config.UnmatchedPatterns;
import io.gatehouse.app.config.UnmatchedTools;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What the configuration names that the lists of the servers do not have, as of now. Each is told to the log once, and
/// again only after it was put right.
public final class ListWarnings {
    /// Stands for all servers together.
    private static final String ALL = "";

    private final Supplier<List<ToolsetSettings>> toolsets;
    private final Supplier<AuthSettings> auth;
    private final Supplier<List<Upstream>> servers;
    private final Map<String, List<String>> found = new TreeMap<>();
    private Consumer<String> log = warning -> {};

    /// @param toolsets those of the configuration in force
    /// @param auth the rules and limits in force
    /// @param servers all servers
    public ListWarnings(
            Supplier<List<ToolsetSettings>> toolsets, Supplier<AuthSettings> auth, Supplier<List<Upstream>> servers) {
        this.toolsets = toolsets;
        this.auth = auth;
        this.servers = servers;
    }

    /// Where new warnings go from now on.
    public synchronized void logTo(Consumer<String> told) {
        log = told;
    }

    /// A server lists something else.
    public synchronized void listed(Upstream server) {
        note(server);
        note(ALL, UnmatchedTools.in(auth.get(), servers.get()));
    }

    private void note(Upstream server) {
        List<String> now = new ArrayList<>(UnmatchedPatterns.of(toolsets.get(), server));
        now.addAll(UnfitRules.of(auth.get().rules(), server));
        note(server.name(), now);
    }

    private void note(String server, List<String> now) {
        List<String> before = found.put(server, now);
        Set<String> known = before == null ? Set.of() : new HashSet<>(before);
        now.stream().filter(warning -> !known.contains(warning)).forEach(log);
    }

    /// Servers or toolsets are others.
    public synchronized void configured(List<Upstream> all) {
        Set<String> names = all.stream().map(Upstream::name).collect(Collectors.toSet());
        found.keySet().removeIf(name -> !name.equals(ALL) && !names.contains(name));
        all.forEach(this::note);
        note(ALL, UnmatchedTools.in(auth.get(), all));
    }

    /// All of them, by server.
    public synchronized List<String> all() {
        return found.values().stream().flatMap(Collection::stream).toList();
    }
}
