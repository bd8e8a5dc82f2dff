package io.gatehouse.app.config;

import io.gatehouse.policy.Covered;
import io.gatehouse.policy.Usage;
import io.gatehouse.protocol.Glob;
import java.util.List;

/// Servers that limits name and that there are not. Mistyped, they leave something without a limit.
final class UnmatchedLimits {
    private UnmatchedLimits() {}

    /// Warns of each pattern that matches no server. The name of a server that a request names is its address.
    ///
    /// @param position of the file
    static void warn(Usage usage, List<String> servers, Position position, Problems problems) {
        usage.limits().forEach(limit -> warn("limits", limit.name(), limit.covered(), servers, position, problems));
        usage.reach().forEach(limit -> warn("reach", limit.name(), limit.covered(), servers, position, problems));
        usage.quotas().forEach(quota -> warn("quotas", quota.name(), quota.covered(), servers, position, problems));
        usage.repeats().forEach(limit -> warn("repeats", limit.name(), limit.covered(), servers, position, problems));
    }

    private static void warn(
            String kind, String name, Covered covered, List<String> servers, Position position, Problems problems) {
        for (String pattern : covered.servers()) {
            if (!pattern.equals("*")
                    && !pattern.contains(":")
                    && servers.stream().noneMatch(new Glob(pattern)::matches)) {
                problems.warning(
                        position,
                        Shown.member("usage." + kind, name) + ".servers",
                        Shown.quoted(pattern) + " matches no server",
                        "Correct it, or remove it.");
            }
        }
    }
}
