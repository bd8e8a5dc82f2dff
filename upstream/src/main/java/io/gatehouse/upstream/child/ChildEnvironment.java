package io.gatehouse.upstream.child;

import io.gatehouse.upstream.settings.ChildSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The variables that a child process sees: the few that any program needs to find its way, those inherited by
/// name, and its own. Nothing else of the gateway's environment, which may hold secrets of other servers.
public final class ChildEnvironment {
    private static final List<String> COMMON =
            List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LANGUAGE", "TZ", "TMPDIR");

    private ChildEnvironment() {}

    /// The variables of a child: those of the gateway that every program needs, those that the settings let
    /// through, and the child's own, which win.
    public static Map<String, String> of(ChildSettings settings, Map<String, String> gateway) {
        Map<String, String> variables = new HashMap<>();
        gateway.forEach((name, value) -> {
            if (COMMON.contains(name)
                    || name.startsWith("LC_")
                    || settings.inherit().contains(name)) {
                variables.put(name, value);
            }
        });
        variables.putAll(settings.environment());
        return variables;
    }
}
