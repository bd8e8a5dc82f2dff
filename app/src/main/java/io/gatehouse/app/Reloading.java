package io.gatehouse.app;

import java.util.List;
import java.util.stream.Collectors;
import sun.misc.Signal;

/// Takes changes of the configuration over while the gateway runs: when a file changes, and on SIGHUP.
final class Reloading implements AutoCloseable {
    private static final String EVENT = "configuration";

    private final Gatehouse gatehouse;
    private final LocalKey local;
    private final CallLog log;
    private final ConfigurationWatcher watcher;
    private final Configuration started;

    Reloading(ConfigurationLoader loader, Configuration started, Gatehouse gatehouse, LocalKey local, CallLog log) {
        this.gatehouse = gatehouse;
        this.local = local;
        this.log = log;
        this.started = started;
        this.watcher = new ConfigurationWatcher(loader, started, this::apply, this::refuse, this::restored);
        try {
            Signal.handle(new Signal("HUP"), signal -> watcher.reload());
        } catch (IllegalArgumentException unsupported) {
            log.event(LogLevel.INFO, EVENT, "This system has no SIGHUP; changes of files are still noticed.");
        }
    }

    @Override
    public void close() {
        watcher.close();
    }

    private void apply(Configuration next) {
        gatehouse.apply(local.admitted(next));
        next.warnings().forEach(warning -> log.event(LogLevel.WARN, EVENT, warning.toString()));
        log.event(
                LogLevel.INFO,
                EVENT,
                "applied: " + ConfigurationReport.counted(next.servers().size(), "server") + ", "
                        + ConfigurationReport.counted(next.toolsets().size(), "toolset"));
        List<String> later = RestartNeeds.of(started, next);
        if (!later.isEmpty()) {
            log.event(LogLevel.WARN, EVENT, "in force only after a restart: " + String.join(", ", later));
        }
    }

    private void refuse(ConfigurationException wrong) {
        wrong.problems().forEach(problem -> log.event(LogLevel.ERROR, EVENT, problem.toString()));
        String files = wrong.problems().stream()
                .map(problem -> problem.position().source().label())
                .distinct()
                .collect(Collectors.joining(", "));
        log.event(LogLevel.ERROR, EVENT, "refused " + files + "; the running configuration stays");
    }

    private void restored() {
        log.event(LogLevel.INFO, EVENT, "The file is as it was; the running configuration is current.");
    }
}
