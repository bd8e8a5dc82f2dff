package io.gatehouse.app.cli;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom a command asks: the gateway that runs on the data folder, else servers of its own.
///
/// @param running the gateway that runs, or null
/// @param configuration what the files say now; null only where they are wrong and a gateway runs
/// @param data the folder that was looked at
record Asked(@Nullable RunningGateway running, @Nullable Configuration configuration, Path data) {
    private static final int MOST_NAMED = 5;

    /// Hears why the configuration cannot be used where that is not the end of the command.
    interface Listener {
        /// A sentence or two to warn of.
        void warning(String text);

        /// A sentence or two to know.
        void note(String text);
    }

    /// Finds it, and tells on standard error what [#find(ConfigurationLoader, Listener)] tells.
    static Asked find(ConfigurationOptions options, Terminal terminal) throws ConfigurationException {
        return find(options.loader(terminal), new Listener() {
            @Override
            public void warning(String text) {
                terminal.err().println("warning: " + text);
            }

            @Override
            public void note(String text) {
                terminal.err().println("note: " + text);
            }
        });
    }

    /// Finds it. A configuration that cannot be used keeps nobody from asking a gateway that runs: it has an
    /// environment of its own, and goes on with what it read before where the file is wrong.
    ///
    /// @throws ConfigurationException when the configuration cannot be used and no gateway runs
    /// @throws CommandException when it cannot be told whether a gateway runs
    static Asked find(ConfigurationLoader loader, Listener listener) throws ConfigurationException {
        try {
            Configuration configuration = loader.load();
            Path data = configuration.data();
            return new Asked(RunningGateway.find(data).orElse(null), configuration, data);
        } catch (ConfigurationException refused) {
            Path data = loader.data();
            RunningGateway running = RunningGateway.find(data).orElseThrow(() -> refused);
            tell(refused, listener);
            return new Asked(running, null, data);
        }
    }

    private static void tell(ConfigurationException refused, Listener listener) {
        List<String> unset = refused.onlyUnset();
        if (!unset.isEmpty()) {
            listener.note(named(unset) + " not set in this environment. This affects only commands that start servers"
                    + " themselves; this one asked the running gateway.");
            return;
        }
        refused.problems().forEach(problem -> listener.warning(problem.toString()));
        listener.warning("The configuration has errors. This command asked the running gateway, which keeps using the"
                + " configuration that it read before.");
    }

    private static String named(List<String> variables) {
        if (variables.size() > MOST_NAMED) {
            return variables.size() + " variables (" + String.join(", ", variables.subList(0, MOST_NAMED)) + ", …) are";
        }
        return variables.size() == 1
                ? "The variable " + variables.getFirst() + " is"
                : "The variables " + String.join(", ", variables) + " are";
    }
}
