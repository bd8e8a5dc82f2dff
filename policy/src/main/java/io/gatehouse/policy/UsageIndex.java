package io.gatehouse.policy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Finds the limits of a use quickly, however many there are: patterns are compared once for each tool.
public final class UsageIndex {
    private static final int MOST_REMEMBERED = 10_000;

    private final Usage usage;
    private final Map<Subject, Covering> known = new ConcurrentHashMap<>();

    private record Subject(UseKind kind, String server, String name) {}

    /// @param usage what it finds
    public UsageIndex(Usage usage) {
        this.usage = usage;
    }

    /// What it finds.
    public Usage usage() {
        return usage;
    }

    /// The limits that cover something of this name.
    public Covering of(UseKind kind, String server, String name) {
        Subject subject = new Subject(kind, server, name);
        Covering before = known.get(subject);
        if (before != null) {
            return before;
        }
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        return known.computeIfAbsent(subject, asked -> usage.covering(kind, server, name));
    }

    /// The limits on how often that hold for a use.
    ///
    /// @param roles the names of the caller's roles
    public List<CallLimit> limits(Use use, List<String> roles) {
        if (usage.limits().isEmpty()) {
            return List.of();
        }
        List<CallLimit> covering = of(use.kind(), use.server(), use.name()).limits();
        return usage.ofRoles().isEmpty()
                ? covering
                : covering.stream()
                        .filter(limit -> usage.holds(limit.name(), roles))
                        .toList();
    }

    /// The limits on values that hold for a use.
    ///
    /// @param roles the names of the caller's roles
    public List<ReachLimit> reach(Use use, List<String> roles) {
        if (usage.reach().isEmpty()) {
            return List.of();
        }
        return of(use.kind(), use.server(), use.name()).reach().stream()
                .filter(limit -> usage.holds(limit.name(), roles))
                .toList();
    }

    /// The quotas that hold for a use.
    ///
    /// @param roles the names of the caller's roles
    public List<Quota> quotas(Use use, List<String> roles) {
        if (usage.quotas().isEmpty()) {
            return List.of();
        }
        return of(use.kind(), use.server(), use.name()).quotas().stream()
                .filter(quota -> usage.holds(quota.name(), roles))
                .toList();
    }
}
