package io.gatehouse.app.cli;

import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;

/// Shows what servers answer.
final class Answers {
    private Answers() {}

    /// Prints the result and returns the exit code.
    ///
    /// @param parts the key of the list whose texts are shown: `content`, `contents` or `messages`
    static int print(Response response, String parts, boolean json, Terminal terminal) {
        ObjectView result = response.result();
        if (result == null) {
            throw failure(response);
        }
        if (json) {
            terminal.out().println(result.whole().text());
        } else {
            texts(result, parts).forEach(text -> terminal.out().println(text));
        }
        if (!result.isTrue("isError")) {
            return ExitCode.OK;
        }
        GatewayFailure failure = GatewayFailure.of(response);
        return failure != null && failure.unreachable() ? ExitCode.UNREACHABLE : ExitCode.TOOL_ERROR;
    }

    /// What a command ends with that got an error.
    static CommandException failure(Response error) {
        String said = error.errorMessage();
        return new CommandException(
                exitCode(error),
                said.isEmpty()
                        ? "The answer is an error (code " + error.errorCode() + ") without a message."
                        : ServerReport.sentence(said));
    }

    /// The exit code for an error: whether the server could not be reached, or it answered with an error.
    static int exitCode(Response error) {
        GatewayFailure failure = GatewayFailure.of(error);
        if (failure != null && failure.unreachable()) {
            return ExitCode.UNREACHABLE;
        }
        return switch (error.errorCode()) {
            case ErrorCode.SERVER_UNAVAILABLE, ErrorCode.SERVER_FAILED -> ExitCode.UNREACHABLE;
            default -> ExitCode.TOOL_ERROR;
        };
    }

    private static List<String> texts(ObjectView result, String parts) {
        Slice list = result.get(parts);
        List<String> texts = new ArrayList<>();
        try {
            for (Slice part : list == null ? List.<Slice>of() : Json.elements(list)) {
                texts.add(text(ObjectView.read(part)));
            }
        } catch (MalformedJsonException odd) {
            texts.clear();
        }
        return texts.isEmpty() ? List.of(result.whole().text()) : texts;
    }

    private static String text(ObjectView part) {
        ObjectView content = part.object("content");
        String role = part.string("role");
        if (content != null && role != null) {
            return role + ": " + text(content);
        }
        String text = part.string("text");
        return text == null ? part.whole().text() : text;
    }
}
