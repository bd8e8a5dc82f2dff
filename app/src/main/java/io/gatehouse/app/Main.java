package io.gatehouse.app;

import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.observe.LibraryLog;

/// Where the program starts.
public final class Main {
    private Main() {}

    /// Runs the command that the arguments name and ends the process with its exit code.
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.system();
        LibraryLog.install();
        System.exit(new Program(terminal).run(arguments));
    }
}
