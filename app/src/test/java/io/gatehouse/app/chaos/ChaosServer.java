package io.gatehouse.app.chaos;

import io.gatehouse.app.Javas;
import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.fixtures.Era;
import io.gatehouse.kit.Elicited;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Resource;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolCall;
import io.gatehouse.kit.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A server that notes in a [Ledger] what its tools do. Each tool answers with the name of the server, its own, and
/// the argument `id`.
final class ChaosServer {
    /// Steps of progress of the tool `slow`.
    static final int STEPS = 5;

    private static final int STEP_MILLIS = 100;
    private static final String ID =
            "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}},\"required\":[\"id\"]}";
    private static final String FORM =
            "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}},\"required\":[\"answer\"]}";

    private final String name;
    private final Path ledger;
    private final KitServer kit;

    private ChaosServer(String name, Path ledger) {
        this.name = name;
        this.ledger = ledger;
        this.kit = KitServer.builder(name, "1")
                .resource(Resource.text(uri(name), "touched", "Changes with touch", "text/plain", () -> name))
                .tool(Tool.named(Task.ACT.tool()).input(ID).does(call -> done(Task.ACT, call)))
                .tool(Tool.named(Task.LOOK.tool())
                        .annotations("{\"readOnlyHint\":true}")
                        .input(ID)
                        .does(call -> ToolResult.text(Task.LOOK.expected(name, call.text("id")))))
                .tool(Tool.named(Task.LARGE.tool()).input(ID).does(call -> done(Task.LARGE, call)))
                .tool(Tool.named(Task.SLOW.tool()).input(ID).does(this::slow))
                .tool(Tool.named(Task.ASK.tool()).input(ID).does(this::ask))
                .tool(Tool.named("touch").does(call -> touch()))
                .build();
    }

    /// The server.
    ///
    /// @param ledger the file for its effects
    static KitServer named(String name, Path ledger) {
        return new ChaosServer(name, ledger).kit;
    }

    /// The resource that its tool `touch` changes.
    static String uri(String server) {
        return "touched://" + server;
    }

    /// What starts it as a program.
    static List<String> command(String name, Path ledger, Era era) {
        return Javas.command(ChaosServer.class, name, ledger.toString(), era.argument());
    }

    /// Serves over standard streams: the name, the file for the effects, the era.
    public static void main(String[] arguments) throws IOException {
        KitServer server = named(arguments[0], Path.of(arguments[1]));
        StdioSettings settings =
                StdioSettings.DEFAULT.withRevisions(Era.of(arguments[2]).revisions());
        new StdioServer(server, System.in, System.out, settings).run();
    }

    private ToolResult done(Task task, ToolCall call) throws IOException {
        Ledger.note(ledger, call.text("id"));
        return ToolResult.text(task.expected(name, call.text("id")));
    }

    private ToolResult slow(ToolCall call) throws IOException, InterruptedException {
        ToolResult result = done(Task.SLOW, call);
        for (int step = 1; step <= STEPS; step++) {
            call.progress(step, (double) STEPS, null);
            Thread.sleep(STEP_MILLIS);
        }
        return result;
    }

    private ToolResult ask(ToolCall call) throws IOException, InterruptedException {
        Elicited answer = call.elicit("question", Task.question(call.text("id")), FORM);
        String given = answer.content().path("answer").asString("");
        return given.equals(Task.answer(call.text("id")))
                ? done(Task.ASK, call)
                : ToolResult.error("The answer to " + call.text("id") + " was " + answer);
    }

    private ToolResult touch() {
        kit.updated(uri(name));
        return ToolResult.text("touched");
    }
}
