package io.gatehouse.app.cli;

import io.gatehouse.app.Gatehouse;
import io.gatehouse.app.Reloading;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.config.StopTimes;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.doors.admin.AdminDoor;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Descriptors;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.http.memory.HeapRoom;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        header = "Run the gateway until it is stopped.",
        description = "Without a configuration file, serves a sample shop. Prints the endpoint and the addresses of"
                + " toolsets on stdout, and a line for each call on stderr. Applies changes to the"
                + " configuration file while it runs, and on SIGHUP; rejects a file with errors and prints"
                + " them.",
        footer = {
            "",
            "Examples:",
            "  gatehouse up",
            "  gatehouse up --import .mcp.json",
            "  gatehouse up --config /etc/gatehouse/gatehouse.yaml --data /var/lib/gatehouse"
        })
final class UpCommand implements Action {
    private static final int MOST_PORT = 65535;

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen on. May be repeated. Addresses other than loopback require keys of callers.")
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0 picks a free one.")
    private @Nullable Integer port;

    @Option(names = "--json", description = "Print the endpoint and the addresses of toolsets as JSON.")
    private boolean json;

    @Option(names = "--exit-after-self-test", hidden = true)
    private boolean selfTest;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        StopSignals signals = StopSignals.listen();
        try {
            return ServiceLog.run(terminal, json, log -> {
                requirePort();
                ConfigurationLoader loader = options.loader(terminal, hosts, port);
                Configuration configuration = loader.load();
                LogFormats.configure(log, configuration.logging(), terminal);
                serve(loader, configuration, log, signals);
            });
        } finally {
            signals.ended();
        }
    }

    /// Serves until the process is told to stop, then closes everything in order.
    private void serve(ConfigurationLoader loader, Configuration configuration, CallLog log, StopSignals signals)
            throws IOException, ListenException {
        LocalKey local = new LocalKey(KeyMaker.make());
        Path data = configuration.data();
        try (DataLock lock = DataLock.take(data);
                Gatehouse gatehouse = Gatehouse.heldUntilListening(local.admitted(configuration), log);
                Listener listener = gatehouse.listen()) {
            KeptCertificate kept = KeptCertificate.of(configuration.listen().tls(), data);
            Reloading.Renewal renewal = kept == null ? null : () -> renew(kept, listener, gatehouse);
            try (Reloading reloading = new Reloading(loader, configuration, gatehouse, local, log, renewal)) {
                URI endpoint = Gatehouse.endpoint(configuration, listener);
                RunningGateway running = RunningGateway.here(endpoint, local.key(), kept == null ? null : kept.file());
                running.write(data);
                greet(configuration, endpoint, listener, log);
                Listener admin = Objects.requireNonNull(gatehouse.adminListener());
                log.event(
                        LogLevel.INFO,
                        "admin",
                        "The admin API is at "
                                + Gatehouse.endpoint(configuration, admin).resolve(AdminDoor.ROOT) + ".");
                gatehouse.announce("listening at " + endpoint);
                if (selfTest) {
                    selfTest(endpoint, local);
                } else {
                    signals.stop().join();
                }
                reloading.close();
                StopTimes times = configuration.limits().stop();
                Duration notice = times.noticeOn(configuration.listen().hosts());
                Duration settling = configuration.replicas() == null ? Duration.ZERO : StopTimes.SETTLING;
                new Stopping(
                                gatehouse.work(),
                                log,
                                notice,
                                times.drain(),
                                settling,
                                signals.hurry(),
                                gatehouse::waitingCalls)
                        .run(listener, () -> {
                            running.remove(data);
                            admin.stopAccepting();
                            lock.close();
                        });
                gatehouse.endStreams();
            }
        }
    }

    private static void renew(KeptCertificate kept, Listener listener, Gatehouse gatehouse)
            throws IOException, ListenException {
        kept.renew(listener);
        Listener admin = gatehouse.adminListener();
        if (admin != null) {
            admin.renewCertificate();
        }
    }

    private void greet(Configuration configuration, URI endpoint, Listener listener, CallLog log) {
        configuration.warnings().forEach(warning -> log.event(LogLevel.WARN, "configuration", warning.toString()));
        LogLevel level = configuration.limits().connectionsChosen() ? LogLevel.WARN : LogLevel.INFO;
        fewerConnections(configuration, listener).ifPresent(fewer -> log.event(level, "limits", fewer));
        terminal.out().print(json ? Welcome.json(configuration, endpoint) : Welcome.text(configuration, endpoint));
        terminal.out().flush();
    }

    private static void selfTest(URI endpoint, LocalKey local) {
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
                HttpClient client = engine.client(ClientSettings.defaults())) {
            new SelfTest(client, endpoint, local.key()).run();
        } catch (HttpFailure failed) {
            throw new CommandException(ExitCode.FAILED, "The self-test failed: " + failed.getMessage() + ".");
        }
    }

    private void requirePort() {
        if (port != null && (port < 0 || port > MOST_PORT)) {
            throw new CommandException(
                    ExitCode.USAGE, "--port: " + port + " is not a port. Give a number from 0 to " + MOST_PORT + ".");
        }
    }

    /// What an operator must know when the system or the heap allows fewer connections than the configuration.
    private static Optional<String> fewerConnections(Configuration configuration, Listener listener) {
        int wanted = configuration.listen().limits().maxConnections();
        int served = listener.maxConnections();
        if (served >= wanted) {
            return Optional.empty();
        }
        String fewer =
                "At most " + served + " client connections are served instead of " + wanted + " (limits.connections): ";
        boolean tls = configuration.listen().tls() != null;
        return Optional.of(
                served >= HeapRoom.forConnections(tls)
                        ? fewer + "the heap has no room for more" + (tls ? " with TLS" : "")
                                + ". Raise it (GATEHOUSE_JAVA_OPTS=-Xmx1g), or lower limits.connections."
                        : fewer + "the system allows " + Descriptors.limit()
                                + " open files, and some are kept for servers and files. Raise the limit of open files"
                                + " (ulimit -n, or LimitNOFILE= of a systemd unit), or lower limits.connections.");
    }
}
