package io.gatehouse.app;

import sun.misc.Signal;

/// Takes changes of the configuration over while the gateway runs: when a file changes, and on SIGHUP.
final class Reloading implements AutoCloseable {
    private static final String EVENT = "configuration";

    private final Gatehouse gatehouse;
    private final LocalKey local;
    private final CallLog log;
    private final ConfigurationWatcher watcher;
    private Configuration running;

    Reloading(ConfigurationLoader loader, Configuration running, Gatehouse gatehouse, LocalKey local, CallLog log) {
        this.gatehouse = gatehouse;
        this.local = local;
        this.log = log;
        this.running = running;
        this.watcher = new ConfigurationWatcher(loader, running, this::apply, this::refuse);
        try {
            Signal.handle(new Signal("HUP"), signal -> watcher.reload());
        } catch (IllegalArgumentException unsupported) {
            log.event(EVENT, "this system has no SIGHUP; changes of files are noticed all the same");
        }
    }

    @Override
    public void close() {
        watcher.close();
    }

    private void apply(Configuration next) {
        gatehouse.apply(local.admitted(next));
        next.warnings().forEach(warning -> log.event(EVENT, warning.toString()));
        log.event(
                EVENT,
                "applied: " + next.servers().size() + " servers, "
                        + next.toolsets().size() + " toolsets");
        if (!next.listen().equals(running.listen())
                || !next.limits().equals(running.limits())
                || !next.gateway().equals(running.gateway())
                || !next.data().equals(running.data())
                || !next.logging().equals(running.logging())) {
            log.event(EVENT, "changes of listen, names, limits, logging and data take effect at the next start");
        }
        running = next;
    }

    private void refuse(ConfigurationException wrong) {
        wrong.problems().forEach(problem -> log.event(EVENT, problem.toString()));
        log.event(EVENT, "refused; the running configuration stays");
    }
}
