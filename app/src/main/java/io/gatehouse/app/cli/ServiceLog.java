package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.http.ListenException;
import java.io.IOException;

/// The stderr of a command that runs until it is stopped: lines of the log from the first to the last, failures
/// included. Where the log is text for people, failures to start are told as by every other command.
final class ServiceLog {
    private ServiceLog() {}

    /// Whether a command of this name is one.
    static boolean isService(String command) {
        return command.equals("up") || command.equals("stdio");
    }

    /// What such a command does.
    interface Service {
        /// Serves until it is to stop.
        ///
        /// @param log to be configured once the configuration is known
        void run(CallLog log) throws ConfigurationException, IOException, ListenException, InterruptedException;
    }

    /// Runs the command and returns its exit code.
    ///
    /// @param json whether a failure to start is told on stdout, too
    static int run(Terminal terminal, boolean json, Service service) throws Exception {
        try (CallLog log = LogFormats.log(terminal)) {
            try {
                service.run(log);
                return ExitCode.OK;
            } catch (Exception failed) {
                if (!log.json()) {
                    throw failed;
                }
                CommandFailure failure = CommandFailure.of(failed);
                failure.log(log);
                if (json) {
                    terminal.out().println(failure.json());
                }
                return failure.exitCode();
            }
        }
    }
}
