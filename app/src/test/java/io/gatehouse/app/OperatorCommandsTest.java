package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.RunningGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What an operator hears of servers that are out, fail or are hostile, and of a file that is wrong.
class OperatorCommandsTest {
    private static final String DEAD =
            "servers: {dead: {command: sh, args: [-c, \"echo no licence >&2; exit 3\"], connect-timeout: 5s}}\n";
    private static final JsonMapper MAPPER = new JsonMapper();
    /// Says something on standard error when it starts, and before it ends in the middle of a call.
    private static final String CRASH = """
            if method == "tools/list":
                result = {"tools": [{"name": "crash", "inputSchema": {"type": "object"}}]}
            elif method == "prompts/list":
                result = {"prompts": [{"name": "greet", "arguments": [{"name": "who", "required": True}, {"name": "how"}]}]}
            elif method == "prompts/get":
                result = {"messages": [{"role": "user", "content": {"type": "text", "text": "hello"}}]}
            elif method == "tools/call":
                print("out of disk", file=sys.stderr, flush=True)
                os._exit(7)
            """;
    /// Each text of it tries to command the terminal.
    private static final String HOSTILE = """
            evil = "\\x1b]0;t\\x07\\x1b]52;c;aGk=\\x07\\x1b]8;;http://e.example\\x1b\\\\x\\x1b[2J\\x9b31m\\u202e\\u2066\\rover\\x7f\\u2028\\u200b"
            print(evil, file=sys.stderr, flush=True)
            if method == "tools/list":
                result = {"tools": [{"name": name, "description": evil, "inputSchema": {"type": "object"}}
                                    for name in ("good", "error", "crash", "a" + evil)]}
            elif method == "prompts/list":
                result = {"prompts": [{"name": "greet", "description": evil}, {"name": "p" + evil}]}
            elif method == "prompts/get":
                result = {"messages": [{"role": "user", "content": {"type": "text", "text": evil}}]}
            elif method == "resources/list":
                result = {"resources": [{"uri": "x://a", "name": "a", "description": evil},
                                        {"uri": "x://b" + evil, "name": evil}]}
            elif method == "resources/templates/list":
                result = {"resourceTemplates": [{"uriTemplate": "x://{a}" + evil, "name": evil}]}
            elif method == "resources/read":
                result = {"contents": [{"uri": "x://a", "text": evil}]}
            elif method == "tools/call":
                name = message["params"]["name"]
                if name == "crash":
                    os._exit(7)
                if name == "error":
                    result = None
                    error = {"code": -32000, "message": evil}
                else:
                    result = {"content": [{"type": "text", "text": evil}], "isError": True}
            """;

    @TempDir
    Path folder;

    @Test
    void aCallToAServerThatIsOutSaysWhyAndWhatToDo() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), DEAD);
        for (String tool : new String[] {"dead.a", "dead_a"}) {
            Run run = Run.of("call", tool, "--config", file.toString());
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err()).contains("The server \"dead\" is down: ", "no licence", "No gateway runs on ");
        }
    }

    @Test
    void aCheckDoesNotSayThatItTriesAgain() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), DEAD);
        Run check = Run.of("check", "--config", file.toString());
        assertThat(check.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(check.out().lines())
                .hasSize(5)
                .anyMatch(line -> line.matches("dead +failed +stdio +- +0 +-"))
                .anyMatch(line -> line.startsWith("Server dead ended while it was starting: ")
                        && line.endsWith("its last lines: no licence."))
                .anyMatch(line -> line.startsWith("  Run its command by hand"));
        assertThat(check.out()).doesNotContain("retrying", " 0 ms");
    }

    @Test
    void aCheckThatTakesLongSaysWhichServersItWaitsFor() throws Exception {
        Path file = Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "servers: {slow: {command: sh, args: [-c, 'sleep 4; exit 3'], connect-timeout: 5s}}\n");
        Run check = Run.of("check", "--config", file.toString());
        assertThat(check.err()).containsOnlyOnce("Waiting for 1 server: slow.");
        assertThat(Run.of("check", "--json", "--config", file.toString()).err()).isEmpty();
    }

    @Test
    void whatAServerThatIsOutWouldHaveIsMissedAloud() throws Exception {
        try (Bed bed = running(DEAD)) {
            Patience.until("it is out", () -> bed.server("dead").state().problem() != null);
            for (String list : new String[] {"tools", "prompts", "resources", "tools --toolset dead"}) {
                Run run = run(list);
                assertThat(run.code()).as(list).isEqualTo(ExitCode.UNREACHABLE);
                assertThat(run.out()).isEmpty();
                assertThat(run.err()).contains("The server \"dead\" is down, so its ", "no licence", "There are no ");
                Run json = run(list + " --json");
                assertThat(json.code()).isEqualTo(ExitCode.UNREACHABLE);
                assertThat(json.out()).isEqualTo("[]\n");
            }
            Run read = run("read x://a");
            assertThat(read.code()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(read.err()).contains("There is no resource \"x://a\".", "no licence");
        }
    }

    @Test
    void aServerThatEndsDuringACallIsExplainedToTheOperatorAndLoggedOnce() throws Exception {
        try (Bed bed = running(python("c", CRASH))) {
            bed.awaitReady("c");
            Run call = run("call c.crash");
            assertThat(call.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(call.out())
                    .contains("Server c disconnected", "Request ID")
                    .doesNotContain("disk", "exited");
            assertThat(call.err())
                    .contains(
                            "gatehouse: Server c: its process exited with code 7", "out of disk", "`gatehouse logs c`");
            bed.awaitReady("c");
            assertThat(run("logs cc").err()).contains("There is no server \"cc\". Did you mean \"c\"?");
            String logs = run("logs c").out();
            assertThat(logs.split("exited with code 7", -1)).as(logs).hasSize(2);
            assertThat(logs.split("out of disk", -1)).as(logs).hasSize(2);
            assertThat(logs.split("state ready", -1)).as(logs).hasSizeBetween(2, 3);
        }
    }

    @Test
    void aListInWhichNothingMatchesSaysSo() throws Exception {
        try (Bed bed = running(python("c", CRASH))) {
            bed.awaitReady("c");
            Run none = run("tools x*");
            assertThat(none.code()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(none.out()).isEmpty();
            assertThat(none.err())
                    .isEqualTo("gatehouse: No tool matches \"x*\". `gatehouse tools` lists all of them.\n");
            assertThat(run("tools c.crash").err()).contains("Did you mean \"c_crash\"?");
            assertThat(run("tools x* --json")).isEqualTo(new Run(ExitCode.UNKNOWN, "[]\n", none.err()));
            Run resources = run("resources");
            assertThat(resources).isEqualTo(new Run(ExitCode.OK, "", "gatehouse: There are no resources.\n"));
            assertThat(run("resources --json")).isEqualTo(new Run(ExitCode.OK, "[]\n", ""));
            Run prompt = run("prompt c.greet --arg how=loud");
            assertThat(prompt.code()).isEqualTo(ExitCode.USAGE);
            assertThat(prompt.err())
                    .isEqualTo("gatehouse: The prompt \"c.greet\" needs the argument \"who\". Add --arg who=VALUE.\n");
            assertThat(run("prompt c.greet --arg who=me").out()).isEqualTo("user: hello\n");
        }
    }

    @Test
    void noTextOfAHostileServerCommandsTheTerminal() throws Exception {
        try (Bed bed = running(python("h", HOSTILE))) {
            bed.awaitReady("h");
            List<String> commands = new ArrayList<>();
            for (String command : new String[] {
                "tools",
                "prompts",
                "resources",
                "servers",
                "check",
                "call h.good",
                "call h.error",
                "prompt h.greet",
                "read x://a",
                "call h.crash",
                "logs h",
                "call h.nothing",
                "read x://nothing"
            }) {
                Run run = run(command);
                assertThat(run.out() + run.err()).as(command).isNotEmpty().satisfies(OperatorCommandsTest::harmless);
                bed.awaitReady("h");
                Run json = run(command + " --json");
                assertThat(json.out() + json.err()).as(command).satisfies(OperatorCommandsTest::harmless);
                json.out().lines().forEach(MAPPER::readTree);
                commands.add(run.out());
            }
            assertThat(String.join("", commands)).contains("\\u001b]52;", "\\u009b31m", "\\u202e", "\\u000dover");
        }
    }

    @Test
    void aFileThatIsWrongKeepsNobodyFromAskingTheGatewayThatRuns() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), DEAD);
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--config", file.toString())) {
            up.out(line -> line.startsWith("Gatehouse listens at "));
            up.err(line -> line.contains("dead"));
            for (String broken : new String[] {"serves: {}\n", "servers: {a: [\n"}) {
                Files.writeString(file, broken);
                Run servers = Run.of("servers", "--config", file.toString());
                assertThat(servers.code()).as(servers.err()).isZero();
                assertThat(servers.out()).contains("dead");
                assertThat(servers.err()).startsWith("warning: ").contains("asked the running gateway");
            }
            assertThat(Run.of("logs", "dead", "--config", file.toString()).code())
                    .isZero();
            assertThat(Run.of("tools", "--config", file.toString()).code()).isEqualTo(ExitCode.UNREACHABLE);
            Run call = Run.of("call", "dead.a", "--config", file.toString());
            assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(call.err()).contains("The server \"dead\" is down: ");
            assertThat(Run.of("complete", "--", "logs", "--config", file.toString(), "")
                            .out())
                    .isEqualTo("dead\n");
            up.signal("TERM");
            up.exitCode();
        }
        Run alone = Run.of("servers", "--config", file.toString());
        assertThat(alone.code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    /// A gateway in this process that commands find as if it were another.
    private Bed running(String servers) throws Exception {
        Bed bed = new Bed(folder, servers);
        RunningGateway.here(bed.endpoint(), "none", null).write(folder.resolve("data"));
        return bed;
    }

    private Run run(String command) {
        return Run.of((command + " --config " + folder.resolve("gatehouse.yaml")).split(" "));
    }

    /// A server of the older era in Python.
    ///
    /// @param answer sets `result`, or `error`, for each `method`
    private String python(String name, String answer) throws Exception {
        Path script = Files.writeString(folder.resolve(name + ".py"), """
                import json, os, sys
                sys.stdout.reconfigure(encoding="utf-8")
                sys.stderr.reconfigure(encoding="utf-8")
                for line in sys.stdin:
                    message = json.loads(line)
                    if "id" not in message:
                        continue
                    method = message["method"]
                    result = None
                    error = {"code": -32601, "message": "unknown"}
                    if method == "initialize":
                        result = {"protocolVersion": "2025-06-18", "serverInfo": {"name": "s", "version": "1"},
                                  "capabilities": {"tools": {}, "prompts": {}, "resources": {}}}
                    elif method in ("resources/list", "resources/templates/list"):
                        result = {"resources": [], "resourceTemplates": []}
                """ + answer.indent(4) + """
                    said = {"error": error} if result is None else {"result": result}
                    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], **said}, ensure_ascii=False), flush=True)
                """);
        return "servers: {" + name + ": {command: python3, args: ['" + script + "']}}\n";
    }

    private static void harmless(String shown) {
        assertThat(shown.codePoints().filter(point -> switch (Character.getType(point)) {
                    case Character.CONTROL -> point != '\n' && point != '\t';
                    case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                }))
                .as(shown)
                .isEmpty();
    }
}
