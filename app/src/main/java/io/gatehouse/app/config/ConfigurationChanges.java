package io.gatehouse.app.config;

import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.identity.tokens.Issuer;
import io.gatehouse.policy.Role;
import io.gatehouse.policy.Usage;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.seal.SealKey;
import io.gatehouse.upstream.settings.ServerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What a changed configuration adds, changes and removes, by name.
public final class ConfigurationChanges {
    private static final int MOST = 10;

    private final List<String> added = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();

    private ConfigurationChanges() {}

    /// The servers, toolsets and keys that differ, as `added server crm, key ci; removed toolset old`; of more than
    /// ten of a kind the first ten. Empty when none does.
    public static String of(Configuration before, Configuration next) {
        ConfigurationChanges changes = new ConfigurationChanges();
        changes.compare("server", before.servers(), next.servers(), ServerSettings::name);
        changes.compare("toolset", before.toolsets(), next.toolsets(), ToolsetSettings::name);
        changes.compare("key", before.auth().keys(), next.auth().keys(), Configuration.Key::name);
        changes.compare(
                "issuer", before.auth().tokens().issuers(), next.auth().tokens().issuers(), Issuer::name);
        changes.compare("role", before.auth().roles(), next.auth().roles(), Role::name);
        changes.compare(
                "limit", limits(before.auth().usage()), limits(next.auth().usage()), Map.Entry::getKey);
        changes.compare(
                "rule", before.auth().rules().rules(), next.auth().rules().rules(), Rule::name);
        changes.compare("seal key", before.seals(), next.seals(), SealKey::name);
        List<String> parts = new ArrayList<>();
        add(parts, "added", changes.added);
        add(parts, "changed", changes.changed);
        add(parts, "removed", changes.removed);
        return String.join("; ", parts);
    }

    /// Each limit, by name, with the roles that it holds for.
    private static List<Map.Entry<String, List<Object>>> limits(Usage usage) {
        List<Map.Entry<String, List<Object>>> all = new ArrayList<>();
        usage.limits().forEach(limit -> all.add(limit(usage, limit.name(), limit)));
        usage.reach().forEach(limit -> all.add(limit(usage, limit.name(), limit)));
        usage.quotas().forEach(quota -> all.add(limit(usage, quota.name(), quota)));
        usage.repeats().forEach(limit -> all.add(limit(usage, limit.name(), limit)));
        return all;
    }

    private static Map.Entry<String, List<Object>> limit(Usage usage, String name, Object limit) {
        return Map.entry(name, List.of(limit, usage.ofRoles().getOrDefault(name, Set.of())));
    }

    private <T> void compare(String kind, List<T> before, List<T> next, Function<T, String> name) {
        List<String> known = before.stream().map(name).toList();
        List<String> left = next.stream().map(name).toList();
        for (T each : next) {
            if (!known.contains(name.apply(each))) {
                added.add(kind + " " + name.apply(each));
            } else if (!before.contains(each)) {
                changed.add(kind + " " + name.apply(each));
            }
        }
        known.stream().filter(each -> !left.contains(each)).forEach(each -> removed.add(kind + " " + each));
    }

    private static void add(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            int more = names.size() - MOST;
            parts.add(what + " " + String.join(", ", names.subList(0, Math.min(MOST, names.size())))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
    }
}
