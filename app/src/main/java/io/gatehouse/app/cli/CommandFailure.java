package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.config.Problem;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.observe.Failures;
import io.gatehouse.app.observe.LogEvent;
import io.gatehouse.http.ListenException;
import io.gatehouse.store.StoreAwayException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Why a command did not do what it was asked for, in each form in which it is told.
///
/// @param exitCode one of [ExitCode]
/// @param message for people: what happened and what to do
/// @param problems what is wrong with the configuration, where that is the reason
/// @param fault what happened inside the program, where that is the reason
public record CommandFailure(
        int exitCode,
        String message,
        List<Problem> problems,
        @Nullable Throwable fault) {
    /// The failure that an exception stands for.
    public static CommandFailure of(Exception exception) {
        return switch (exception) {
            case ConfigurationException refused ->
                new CommandFailure(
                        ExitCode.CONFIGURATION, String.valueOf(refused.getMessage()), refused.problems(), null);
            case CommandException failed -> plain(failed.exitCode(), String.valueOf(failed.getMessage()));
            case ParameterException wrong -> plain(ExitCode.USAGE, WrongArguments.sentences(wrong));
            case StoreAwayException away -> plain(ExitCode.FAILED, String.valueOf(away.getMessage()));
            case ListenException taken -> plain(ExitCode.FAILED, String.valueOf(taken.getMessage()));
            case IOException failed -> plain(ExitCode.FAILED, Failures.ofFiles(failed));
            case UncheckedIOException failed ->
                plain(ExitCode.FAILED, Failures.ofFiles(Objects.requireNonNull(failed.getCause())));
            case InvalidPathException wrong -> plain(ExitCode.USAGE, "Not a path: " + wrong.getMessage() + ".");
            case InterruptedException stopped -> plain(ExitCode.FAILED, "Interrupted.");
            default ->
                new CommandFailure(
                        ExitCode.FAILED,
                        "This is a bug in Gatehouse: " + Failures.inWords(exception) + ". Report it with this log.",
                        List.of(),
                        exception);
        };
    }

    private static CommandFailure plain(int exitCode, String message) {
        return new CommandFailure(exitCode, message, List.of(), null);
    }

    /// Tells a person.
    void print(PrintStream err) {
        err.println(problems.isEmpty() ? "gatehouse: " + message : message);
        if (fault != null) {
            err.println(Failures.trace(fault));
        }
    }

    /// As one JSON object under the key `error`. Its members `code`, `exitCode`, `message` and `problems` are always
    /// there.
    String json() {
        ObjectNode error = JsonMapper.shared().createObjectNode();
        error.put("code", ExitCode.name(exitCode)).put("exitCode", exitCode).put("message", message);
        ArrayNode all = error.putArray("problems");
        for (Problem problem : problems) {
            all.addObject()
                    .put("source", problem.position().source().label())
                    .put("line", problem.position().line())
                    .put("column", problem.position().column())
                    .put("path", problem.path())
                    .put("message", problem.explanation());
        }
        return JsonMapper.shared().createObjectNode().set("error", error).toString();
    }

    /// Writes lines to the log.
    public void log(CallLog log) {
        for (Problem problem : problems) {
            log.event(LogLevel.ERROR, "configuration", problem.toString());
        }
        String said = problems.isEmpty() ? message : "The configuration has errors; nothing was started.";
        log.event(new LogEvent(LogLevel.ERROR, "start", said, Map.of(), fault == null ? null : Failures.trace(fault)));
    }
}
