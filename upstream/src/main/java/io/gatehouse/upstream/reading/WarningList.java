package io.gatehouse.upstream.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects warnings about one server: each once, at most [#MOST], and how many more there were.
public final class WarningList {
    /// Warnings that are kept.
    static final int MOST = 100;

    private final List<ServerWarning> kept = new ArrayList<>();
    private final Set<ServerWarning> seen = new HashSet<>();
    private int more;

    /// Adds a warning unless it is there already or the list is full.
    public void add(String entry, String problem, String action) {
        add(new ServerWarning(entry, problem, action));
    }

    /// Adds it unless it is there already.
    ///
    /// @return whether it is kept now and was not before
    public boolean add(ServerWarning warning) {
        if (seen.contains(warning)) {
            return false;
        }
        if (kept.size() == MOST) {
            more++;
            return false;
        }
        kept.add(warning);
        return seen.add(warning);
    }

    /// Those that are kept, the oldest first; the last tells of more when there were more.
    public List<ServerWarning> all() {
        if (more == 0) {
            return List.copyOf(kept);
        }
        List<ServerWarning> all = new ArrayList<>(kept);
        all.add(new ServerWarning("", more + " more warnings", "only the first " + MOST + " are kept"));
        return all;
    }
}
