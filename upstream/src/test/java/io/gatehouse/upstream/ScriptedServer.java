package io.gatehouse.upstream;

import io.gatehouse.upstream.settings.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// An MCP server over standard streams that behaves as its arguments say, run as a process of its own. It appends
/// every line that it reads to a file.
@SuppressWarnings("SystemOut")
final class ScriptedServer {
    private final Path log;
    private final List<String> traits;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private int calls;
    private String waiting = "";

    private ScriptedServer(Path log, List<String> traits) {
        this.log = log;
        this.traits = traits;
    }

    /// How to start it.
    ///
    /// @param traits of: modern, exits-when-probed, silent-when-probed, banner, crashes, dies-mid-call,
    ///     hangs, garbage,
    ///     endless, large, asks, asks-for-roots, asks-at-second (a call asks once another has come), pings, logs,
    ///     watches, ignores-who-can-be-asked, tells (who it is, its variables and calls)
    static Transport.Stdio transport(Path log, String... traits) {
        List<String> arguments = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                ScriptedServer.class.getName(),
                log.toString()));
        arguments.addAll(List.of(traits));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new Transport.Stdio(
                java, arguments, Map.of(), List.of(), log.toAbsolutePath().getParent());
    }

    /// What the server read so far, the oldest first; a line `started PID` for every start.
    static List<String> read(Path log) {
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    static List<String> read(Path log, String part) {
        return read(log).stream().filter(line -> line.contains(part)).toList();
    }

    public static void main(String[] arguments) throws IOException {
        List<String> all = List.of(arguments);
        new ScriptedServer(Path.of(all.getFirst()), all.subList(1, all.size())).run();
    }

    private boolean has(String trait) {
        return traits.contains(trait);
    }

    private void note(String line) throws IOException {
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void run() throws IOException {
        note("started " + ProcessHandle.current().pid());
        if (has("crashes")) {
            System.err.println("cannot open the database");
            System.exit(3);
        }
        if (has("banner")) {
            out.println("Welcome to the server!");
            out.println("{not json");
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            note(line);
            take(line);
        }
    }

    private void initialized(String line, String id) {
        if (!has("ignores-who-can-be-asked") || !line.contains("elicitation")) {
            result(
                    id,
                    "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{\"listChanged\":true},"
                            + "\"logging\":{},\"resources\":{\"subscribe\":true}},"
                            + "\"serverInfo\":{\"name\":\"scripted\",\"version\":\"1\"}}");
        }
    }

    private void take(String line) {
        String method = field(line, "method");
        String id = line.contains("\"method\"") ? line.replaceAll("^.*?\"id\":(\\d+|\"[^\"]*\").*$", "$1") : "";
        switch (method) {
            case "server/discover" -> probed(id);
            case "initialize" -> initialized(line, id);
            case "tools/list" -> result(id, "{\"tools\":[{\"name\":\"echo\"}]}");
            case "resources/list" -> result(id, "{\"resources\":[{\"uri\":\"x://1\",\"name\":\"one\"}]}");
            case "resources/templates/list" ->
                out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
            case "tools/call" -> called(line, id);
            case "resources/subscribe", "resources/unsubscribe", "logging/setLevel", "ping" ->
                subscribed(method, line, id);
            case "subscriptions/listen" -> listening(id);
            case "" -> answered(line);
            default -> {}
        }
    }

    private void probed(String id) {
        if (has("modern")) {
            result(
                    id,
                    "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{\"listChanged\":true},"
                            + "\"resources\":{\"subscribe\":true}},\"ttlMs\":0,\"cacheScope\":\"public\"}");
        } else if (has("exits-when-probed")) {
            System.exit(1);
        } else if (!has("silent-when-probed")) {
            out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
        }
    }

    private void called(String line, String id) {
        calls++;
        String raw = field(line, "raw");
        if (line.contains("\"raw\":")) {
            String text = new String(Base64.getDecoder().decode(raw), StandardCharsets.ISO_8859_1).replace("$ID", id);
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            out.println();
            return;
        }
        if (has("dies-mid-call") && calls == 1) {
            System.err.println("out of memory");
            Runtime.getRuntime().halt(7);
        } else if (has("garbage") && calls == 1) {
            out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":7}");
        } else if (has("endless") && calls == 1) {
            out.print("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"t\":\"" + "x".repeat(1 << 20));
            out.flush();
        } else if (has("large") && calls == 1) {
            result(id, "{\"t\":\"" + "x".repeat(1 << 20) + "\"}");
        } else if (has("tells")) {
            String about = ProcessHandle.current().pid() + " " + System.getenv("TENANT") + " "
                    + System.getenv("USER_NAME") + " " + traits.getLast() + " " + calls;
            result(id, "{\"content\":[],\"about\":\"" + about + "\"}");
        } else if (has("asks")) {
            waiting = id;
            out.println("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"elicitation/create\",\"params\":{}}");
        } else if (has("asks-for-roots")) {
            waiting = id;
            out.println("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"roots/list\"}");
        } else if (has("asks-at-second") && calls == 1) {
            waiting = id;
        } else if (has("asks-at-second")) {
            out.println("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"elicitation/create\",\"params\":{}}");
            result(id, "{\"content\":[]}");
        } else if (has("pings")) {
            waiting = id;
            out.println("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"ping\"}");
        } else if (has("logs")) {
            out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\"}}");
            result(id, "{\"content\":[]}");
        } else if (!has("hangs")) {
            String token = line.replaceAll("^.*\"progressToken\":(\\d+).*$", "$1");
            if (!token.equals(line)) {
                out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                        + token + ",\"progress\":1}}");
            }
            result(id, "{\"content\":[],\"n\":1.10}");
        }
    }

    private void subscribed(String method, String line, String id) {
        result(id, "{}");
        if (method.equals("resources/subscribe")) {
            out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\""
                    + field(line, "uri") + "\"}}");
        }
    }

    private void listening(String id) {
        String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + id + "}";
        out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{" + meta
                + ",\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"x://1\"]}}}");
        out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{" + meta
                + ",\"uri\":\"x://1\"}}");
    }

    private void answered(String line) {
        if (line.contains("\"ask-1\"") && !waiting.isEmpty()) {
            result(waiting, "{\"content\":[],\"answer\":" + line + "}");
            waiting = "";
        }
    }

    private void result(String id, String result) {
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
    }

    private static String field(String line, String name) {
        String value = line.replaceAll("^.*?\"" + name + "\" *: *\"([^\"]*)\".*$", "$1");
        return value.equals(line) ? "" : value;
    }
}
