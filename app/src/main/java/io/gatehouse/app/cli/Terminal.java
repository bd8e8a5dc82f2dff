package io.gatehouse.app.cli;

import io.gatehouse.app.config.Variables;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What a command reads from and writes to.
///
/// @param interactive whether a person watches standard output, so that colours help
/// @param environment the variables of the process
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean interactive,
        boolean interactiveErrors,
        Variables.Environment environment) {
    public Terminal {
        out = HarmlessStream.of(out);
        err = HarmlessStream.of(err);
    }

    /// The same without standard error.
    Terminal silent() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Terminal(in, out, nowhere, interactive, interactiveErrors, environment);
    }

    /// The streams of this process, in UTF-8.
    public static Terminal system() {
        boolean interactive = System.console() != null && System.console().isTerminal();
        return new Terminal(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                interactive,
                interactive,
                System::getenv);
    }
}
