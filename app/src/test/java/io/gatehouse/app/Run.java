package io.gatehouse.app;

import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Variables;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// A command that ran to its end inside the test.
///
/// @param code its exit code
record Run(int code, String out, String err) {
    static Run of(String... arguments) {
        return of(System::getenv, "", arguments);
    }

    /// A command with these variables and this standard input.
    static Run of(Variables.Environment environment, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                stream(out),
                stream(err),
                false,
                false,
                environment);
        int code = new Program(terminal).run(arguments);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
