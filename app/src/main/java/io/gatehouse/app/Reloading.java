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
import io.gatehouse.app.observe.Failures;
import io.gatehouse.http.ListenException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// Takes changes of the configuration over while the gateway runs: when a file changes, and on SIGHUP.
public final class Reloading implements AutoCloseable {
    private static final String EVENT = "configuration";

    private final Gatehouse gatehouse;
    private final LocalKey local;
    private final CallLog log;
    private final ConfigurationWatcher watcher;
    private final Configuration started;
    private final @Nullable Renewal renewal;
    private Configuration running;
    private String shown;

    /// Lets the listener show what its certificate and key files hold now.
    @FunctionalInterface
    public interface Renewal {
        /// @throws ListenException when it cannot be used; what was shown stays
        void renew() throws IOException, ListenException;
    }

    /// Watches the files from now on, and reloads them on SIGHUP too.
    ///
    /// @param started the configuration that runs
    /// @param local the key of commands on this machine, which every configuration gets
    /// @param renewal null without a listener that speaks TLS
    public Reloading(
            ConfigurationLoader loader,
            Configuration started,
            Gatehouse gatehouse,
            LocalKey local,
            CallLog log,
            @Nullable Renewal renewal) {
        this.gatehouse = gatehouse;
        this.local = local;
        this.log = log;
        this.started = started;
        this.running = started;
        this.renewal = renewal;
        this.shown = started.read().shown();
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
        String files = next.read().shown();
        if (renewal != null
                && Objects.equals(started.listen().tls(), next.listen().tls())
                && !files.equals(shown)) {
            renew(renewal, files);
        }
    }

    private void renew(Renewal renewal, String files) {
        try {
            renewal.renew();
            shown = files;
            log.event(LogLevel.INFO, EVENT, "The renewed certificate under listen.tls is in use for new connections.");
        } catch (IOException unreadable) {
            keepCertificate(Failures.ofFiles(unreadable));
        } catch (ListenException unfit) {
            keepCertificate(String.valueOf(unfit.getMessage()));
        }
    }

    private void keepCertificate(String reason) {
        String problem = "listen.tls: " + reason + " The certificate from before stays in use.";
        gatehouse.reloads().refused(List.of(problem));
        log.event(LogLevel.ERROR, EVENT, problem);
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
