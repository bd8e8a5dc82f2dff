package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationChanges;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.ConfigurationReport;
import io.gatehouse.app.config.ConfigurationWatcher;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.config.Problem;
import io.gatehouse.app.config.RestartNeeds;
import io.gatehouse.app.observe.CallLog;
import java.util.List;
import java.util.stream.Collectors;
import sun.misc.Signal;

/// Takes changes of the configuration over while the gateway runs: when a file changes, and on SIGHUP.
public final class Reloading implements AutoCloseable {
    private static final String EVENT = "configuration";

    private final Gatehouse gatehouse;
    private final LocalKey local;
    private final CallLog log;
    private final ConfigurationWatcher watcher;
    private final Configuration started;
    private Configuration running;

    /// Watches the files from now on, and reloads them on SIGHUP too.
    ///
    /// @param started the configuration that runs
    /// @param local the key of commands on this machine, which every configuration gets
    public Reloading(
            ConfigurationLoader loader, Configuration started, Gatehouse gatehouse, LocalKey local, CallLog log) {
        this.gatehouse = gatehouse;
        this.local = local;
        this.log = log;
        this.started = started;
        this.running = started;
        this.watcher = new ConfigurationWatcher(loader, started, this::apply, this::refuse, this::restored);
        try {
            Signal.handle(new Signal("HUP"), signal -> watcher.reload());
        } catch (IllegalArgumentException unsupported) {
            log.event(LogLevel.INFO, EVENT, "This system has no SIGHUP; changes to files are still noticed.");
        }
    }

    @Override
    public void close() {
        watcher.close();
    }

    private void apply(Configuration next) {
        gatehouse.apply(local.admitted(next));
        gatehouse.reloads().succeeded();
        String changes = ConfigurationChanges.of(running, next);
        running = next;
        next.warnings().forEach(warning -> log.event(LogLevel.WARN, EVENT, warning.toString()));
        log.event(
                LogLevel.INFO,
                EVENT,
                "applied: " + ConfigurationReport.counted(next.servers().size(), "server") + ", "
                        + ConfigurationReport.counted(next.toolsets().size(), "toolset")
                        + (changes.isEmpty() ? "" : " (" + changes + ")"));
        List<String> later = RestartNeeds.of(started, next);
        if (!later.isEmpty()) {
            log.event(LogLevel.WARN, EVENT, "A restart is required to apply: " + String.join(", ", later));
        }
    }

    private void refuse(ConfigurationException wrong) {
        gatehouse
                .reloads()
                .refused(wrong.problems().stream().map(Problem::toString).toList());
        wrong.problems().forEach(problem -> log.event(LogLevel.ERROR, EVENT, problem.toString()));
        String files = wrong.problems().stream()
                .map(problem -> problem.position().source().label())
                .distinct()
                .collect(Collectors.joining(", "));
        log.event(LogLevel.ERROR, EVENT, "rejected " + files + "; the running configuration stays in force");
    }

    private void restored() {
        gatehouse.reloads().succeeded();
        log.event(LogLevel.INFO, EVENT, "The file matches the running configuration again.");
    }
}
