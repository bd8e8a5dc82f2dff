package io.gatehouse.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How much may be used.
///
/// @param limits on how often, and how often at the same time
/// @param reach limits on how many different values of an argument
/// @param repeats limits on the same call again and again; the first that covers a tool counts
/// @param quotas how much in a day or a month
/// @param overload how many calls may be in flight
/// @param ofRoles by the names of those that hold only for callers with certain roles, the names of the roles
public record Usage(
        List<CallLimit> limits,
        List<ReachLimit> reach,
        List<RepeatLimit> repeats,
        List<Quota> quotas,
        Overload overload,
        Map<String, Set<String>> ofRoles) {
    /// As much as one likes, but the same call is slowed.
    public static final Usage UNLIMITED = new Usage(List.of(), List.of(), List.of(RepeatLimit.DEFAULT), Map.of());

    public Usage {
        limits = List.copyOf(limits);
        reach = List.copyOf(reach);
        repeats = List.copyOf(repeats);
        quotas = List.copyOf(quotas);
        ofRoles = Map.copyOf(ofRoles);
    }

    /// One without quotas.
    public Usage(
            List<CallLimit> limits,
            List<ReachLimit> reach,
            List<RepeatLimit> repeats,
            Map<String, Set<String>> ofRoles) {
        this(limits, reach, repeats, List.of(), Overload.DEFAULT, ofRoles);
    }

    /// The same with another bound on calls in flight.
    public Usage with(Overload other) {
        return new Usage(limits, reach, repeats, quotas, other, ofRoles);
    }

    /// The same, where some limits hold only for callers with certain roles.
    ///
    /// @param roles by the names of these limits, the names of the roles
    public Usage of(Map<String, Set<String>> roles) {
        return new Usage(limits, reach, repeats, quotas, overload, roles);
    }

    /// The names of all limits that roles can name.
    public Set<String> names() {
        Set<String> names = new HashSet<>();
        limits.forEach(limit -> names.add(limit.name()));
        reach.forEach(limit -> names.add(limit.name()));
        quotas.forEach(quota -> names.add(quota.name()));
        return names;
    }

    /// The limits that cover something of this name.
    Covering covering(UseKind kind, String server, String name) {
        return new Covering(
                limits.stream()
                        .filter(limit -> limit.covered().covers(kind, server, name))
                        .toList(),
                reach.stream()
                        .filter(limit -> limit.covered().covers(kind, server, name))
                        .toList(),
                quotas.stream()
                        .filter(quota -> quota.covered().covers(kind, server, name))
                        .toList(),
                repeats.stream()
                        .filter(limit -> limit.covered().covers(kind, server, name))
                        .findFirst()
                        .orElse(null));
    }

    /// Whether a limit holds for a caller.
    ///
    /// @param roles the names of the caller's roles
    boolean holds(String limit, List<String> roles) {
        Set<String> some = ofRoles.get(limit);
        return some == null || roles.stream().anyMatch(some::contains);
    }
}
