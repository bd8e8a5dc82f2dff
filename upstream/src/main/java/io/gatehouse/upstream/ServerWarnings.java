package io.gatehouse.upstream;

import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.reading.WarningList;
import io.gatehouse.upstream.settings.ServerSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The warnings about one server, each logged once: those of its settings and its lists, which come with them and go
/// with them, and those of its messages, which stay. Any thread may add one.
final class ServerWarnings {
    private static final System.Logger LOG = System.getLogger(ServerWarnings.class.getName());
    /// New warnings of one listing that are logged.
    private static final int LOGGED = 20;
    /// Warnings that are remembered as logged.
    private static final int REMEMBERED = 1_000;

    private final ServerSettings settings;
    private final WarningList messages = new WarningList();
    private final Set<ServerWarning> told = new HashSet<>();

    ServerWarnings(ServerSettings settings) {
        this.settings = settings;
    }

    /// Adds one about a message of the server.
    synchronized void add(ServerWarning warning) {
        if (messages.add(warning)) {
            tell(warning);
        }
    }

    /// Tells of those of a new listing that were not told before.
    synchronized void listed(List<ServerWarning> warnings) {
        List<ServerWarning> fresh =
                warnings.stream().filter(warning -> !told.contains(warning)).toList();
        fresh.stream().limit(LOGGED).forEach(this::tell);
        int rest = fresh.size() - LOGGED;
        if (rest > 0) {
            fresh.stream().skip(LOGGED).forEach(this::remember);
            log(rest + " more warnings about its lists; `gatehouse check` shows them");
        }
    }

    /// All of them, those of the given lists among them.
    synchronized List<ServerWarning> all(Snapshot lists) {
        List<ServerWarning> all = new ArrayList<>(settings.warnings());
        all.addAll(lists.warnings());
        all.addAll(messages.all());
        return List.copyOf(all);
    }

    private void tell(ServerWarning warning) {
        if (remember(warning)) {
            log(warning.toString());
        }
    }

    /// Past the bound nothing is logged twice by forgetting: it is not logged at all.
    private boolean remember(ServerWarning warning) {
        return told.size() < REMEMBERED && told.add(warning);
    }

    private void log(String text) {
        LOG.log(System.Logger.Level.WARNING, "server {0}: {1}", settings.name(), text);
    }
}
