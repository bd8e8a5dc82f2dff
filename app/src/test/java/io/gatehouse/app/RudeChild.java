package io.gatehouse.app;

import io.gatehouse.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server of 2024-11-05 over standard streams that misbehaves as its argument says from the start, and else as the
/// name of the tool says that is called.
@SuppressWarnings("SystemOut")
final class RudeChild {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> TOOLS =
            List.of("echo", "pid", "wait", "counts", "garbage", "flood", "ask", "half", "large", "blob");

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final String trait;
    private int waiting;
    private int cancelled;
    private String asking = "";

    private RudeChild(String trait) {
        this.trait = trait;
    }

    /// How to start it, as a configuration file says it.
    ///
    /// @param trait `none`, `exits-when-probed`, `silent`, `floods-at-once`
    static String yaml(String trait) {
        List<String> command = Javas.command(RudeChild.class, trait);
        return "command: " + Json.quote(command.getFirst()) + ", args: "
                + command.stream().skip(1).map(Json::quote).collect(Collectors.joining(", ", "[", "]"));
    }

    public static void main(String[] arguments) throws IOException {
        new RudeChild(arguments[0]).run();
    }

    private void run() throws IOException {
        if (trait.equals("floods-at-once")) {
            flood();
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!trait.equals("silent")) {
                take(MAPPER.readTree(line));
            }
        }
    }

    private void take(JsonNode message) {
        String id = message.path("id").toString();
        switch (message.path("method").asString("")) {
            case "server/discover" -> {
                if (trait.equals("exits-when-probed")) {
                    System.exit(1);
                }
                out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
            }
            case "initialize" ->
                result(
                        id,
                        "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{}},"
                                + "\"serverInfo\":{\"name\":\"rude\",\"version\":\"1\"}}");
            case "tools/list" ->
                result(
                        id,
                        TOOLS.stream()
                                .map(name -> "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}")
                                .collect(Collectors.joining(",", "{\"tools\":[", "]}")));
            case "tools/call" -> call(message.at("/params/name").asString(""), id);
            case "notifications/cancelled" -> cancelled++;
            case "" -> {
                if (!asking.isEmpty()) {
                    text(asking, "the client said " + message);
                }
            }
            default -> {}
        }
    }

    private void call(String tool, String id) {
        switch (tool) {
            case "echo" -> text(id, "here");
            case "pid" -> text(id, String.valueOf(ProcessHandle.current().pid()));
            case "wait" -> waiting++;
            case "counts" -> text(id, waiting + " waited, " + cancelled + " cancelled");
            case "garbage" -> {
                garbage(id);
                text(id, "after garbage");
            }
            case "flood" -> {
                flood();
                text(id, "after the flood");
            }
            case "large" -> text(id, "z".repeat(RoughServer.LARGE));
            case "blob" ->
                result(
                        id,
                        "{\"content\":[{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\""
                                + "A".repeat(RoughServer.LARGE) + "\"}]}");
            case "half" -> {
                out.print("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[{\"ty");
                out.flush();
                Runtime.getRuntime().halt(3);
            }
            case "ask" -> {
                asking = id;
                out.println("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\","
                        + "\"params\":{\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\"}}}");
            }
            default -> {}
        }
    }

    private void garbage(String id) {
        for (String line : List.of(
                "Starting…",
                "",
                "{",
                "{}",
                "[]",
                "null",
                "\u0000\u001b[31m\ufffd",
                "{\"jsonrpc\":\"2.0\",\"id\":99999999,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"x" + id + "\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":7}",
                "{\"jsonrpc\":\"1.0\",\"id\":" + id + "0,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":{}}}",
                "[".repeat(100_000))) {
            out.println(line);
        }
    }

    /// 16 MiB of lines that are no messages, and as much on standard error.
    private void flood() {
        char[] line = new char[16 << 10];
        Arrays.fill(line, 'x');
        String text = new String(line);
        for (int lines = 0; lines < 1024; lines++) {
            out.println(text);
            System.err.println(text);
        }
    }

    private void text(String id, String text) {
        result(id, "{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}]}");
    }

    private void result(String id, String result) {
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
    }
}
