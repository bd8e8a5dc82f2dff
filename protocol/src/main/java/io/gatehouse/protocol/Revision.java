package io.gatehouse.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A published revision of MCP. Those before 2026-07-28 are the legacy era (sessions, `initialize`); from it on, the
/// modern era (each request carries all it needs).
public enum Revision {
    R2024_11_05("2024-11-05"),
    R2025_03_26("2025-03-26"),
    R2025_06_18("2025-06-18"),
    R2025_11_25("2025-11-25"),
    R2026_07_28("2026-07-28");

    /// The newest revision of the legacy era, offered in `initialize`.
    public static final Revision NEWEST_LEGACY = R2025_11_25;
    /// The newest revision of all.
    public static final Revision NEWEST = R2026_07_28;

    private static final Map<String, Optional<Revision>> BY_ID = Stream.concat(
                    Stream.of(values()).map(revision -> Map.entry(revision.id, Optional.of(revision))),
                    Stream.of(Map.entry("2024-10-07", Optional.of(R2024_11_05))))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String id;

    Revision(String id) {
        this.id = id;
    }

    /// The revision as the wire spells it, a date.
    public String id() {
        return id;
    }

    /// Whether it belongs to the stateless era.
    public boolean modern() {
        return this == R2026_07_28;
    }

    /// Whether a body may be an array of messages: only 2025-03-26 and, read leniently, the one before it.
    public boolean batches() {
        return this == R2025_03_26 || this == R2024_11_05;
    }

    /// The revision with this id. The pre-release id 2024-10-07, which some clients still send, counts as 2024-11-05.
    public static Optional<Revision> of(String id) {
        return BY_ID.getOrDefault(id, Optional.empty());
    }

    /// All revisions, newest first.
    public static List<Revision> newestFirst() {
        return List.of(values()).reversed();
    }

    @Override
    public String toString() {
        return id;
    }
}
