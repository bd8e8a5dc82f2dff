package io.gatehouse.policy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a limit is counted for: two uses that differ in one of these have separate counts.
public enum Per {
    /// Each caller.
    CALLER,
    /// Each key, whomever it acts for; where there is none, each caller.
    KEY,
    /// Each session of a caller; where a caller has none, the caller.
    SESSION,
    /// Each tenant.
    TENANT,
    /// Each server.
    SERVER,
    /// Each tool of a server, or each prompt, resource or model.
    TOOL;

    private static final Object ALL = "";

    /// The same parts, in an order that is the same in every process: keys are known to other gateways, and last.
    static Set<Per> ordered(Set<Per> parts) {
        Set<Per> ordered = EnumSet.noneOf(Per.class);
        ordered.addAll(parts);
        return Collections.unmodifiableSet(ordered);
    }

    /// What the count of a use is known by. It is the same for two uses that count together.
    static Object key(Set<Per> parts, Use use) {
        if (parts.isEmpty()) {
            return ALL;
        }
        if (parts.size() == 1) {
            return parts.iterator().next().part(use);
        }
        Object[] key = new Object[parts.size()];
        int at = 0;
        for (Per part : parts) {
            key[at++] = part.part(use);
        }
        return List.of(key);
    }

    private Object part(Use use) {
        return switch (this) {
            case CALLER -> use.caller();
            case KEY -> use.caller().key();
            case SESSION -> use.session() == null ? use.caller() : List.of(use.caller(), use.session());
            case TENANT -> use.caller().tenant();
            case SERVER -> use.server();
            case TOOL -> List.of(use.server(), use.name());
        };
    }
}
