package io.gatehouse.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Whom a command asks: the gateway that runs on the data folder, else servers of its own.
///
/// @param running the gateway that runs, or null
/// @param configuration what the files say now; null only where they are wrong and a gateway runs
/// @param data the folder that was looked at
record Asked(@Nullable RunningGateway running, @Nullable Configuration configuration, Path data) {

    /// Finds it. A file that is wrong keeps nobody from asking a gateway that runs, which refused it too; that is told
    /// on standard error.
    ///
    /// @throws ConfigurationException when the configuration is wrong and no gateway runs
    /// @throws CommandException when it cannot be told whether a gateway runs
    static Asked find(ConfigurationOptions options, Terminal terminal) throws ConfigurationException {
        ConfigurationLoader loader = options.loader(terminal);
        try {
            Configuration configuration = loader.load();
            Path data = configuration.data();
            return new Asked(RunningGateway.find(data).orElse(null), configuration, data);
        } catch (ConfigurationException refused) {
            Path data = loader.data();
            RunningGateway running = RunningGateway.find(data).orElseThrow(() -> refused);
            refused.problems().forEach(problem -> terminal.err().println("warning: " + problem));
            terminal.err()
                    .println("warning: The configuration cannot be used as it is now; the gateway that runs was asked"
                            + " and goes on with what it read before.");
            return new Asked(running, null, data);
        }
    }
}
