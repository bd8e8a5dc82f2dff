package io.gatehouse.app.observe;

import io.gatehouse.app.config.UnfitRules;
import io.gatehouse.app.config.UnmatchedPatterns;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.policy.rule.RuleBook;
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

/// What the configuration names that the lists of the servers do not have, as of now. Each is told to the log once, and
/// again only after it was put right.
public final class ListWarnings {
    private final Supplier<List<ToolsetSettings>> toolsets;
    private final Supplier<RuleBook> rules;
    private final Map<String, List<String>> found = new TreeMap<>();
    private Consumer<String> log = warning -> {};

    /// @param toolsets those of the configuration in force
    /// @param rules those in force
    public ListWarnings(Supplier<List<ToolsetSettings>> toolsets, Supplier<RuleBook> rules) {
        this.toolsets = toolsets;
        this.rules = rules;
    }

    /// Where new warnings go from now on.
    public synchronized void logTo(Consumer<String> told) {
        log = told;
    }

    /// A server lists something else.
    public synchronized void listed(Upstream server) {
        List<String> now = new ArrayList<>(UnmatchedPatterns.of(toolsets.get(), server));
        now.addAll(UnfitRules.of(rules.get(), server));
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
