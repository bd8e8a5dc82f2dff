package io.gatehouse.upstream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The variables that a child process sees: the few that any program needs to find its way, those inherited by
/// name, and its own. Nothing else of the gateway's environment, which may hold secrets of other servers.
final class ChildEnvironment {
    private static final List<String> COMMON =
            List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LANGUAGE", "TZ", "TMPDIR");

    private ChildEnvironment() {}

    static Map<String, String> of(ChildSettings settings, Map<String, String> gateway) {
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
