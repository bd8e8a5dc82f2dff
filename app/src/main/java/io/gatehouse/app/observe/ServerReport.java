package io.gatehouse.app.observe;

import io.gatehouse.app.config.Shown;
import io.gatehouse.protocol.Json;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamState;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.reading.ServerWarning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a server is doing, as `/ready` and commands show it.
///
/// @param state `starting`, `ready`, `retrying` or `failed`
/// @param stale whether its lists may be out of date
/// @param connectMillis how long connecting took
/// @param nextTry when it is tried again, or null
/// @param warnings what it, or the file that names it, does wrong and Gatehouse put up with
public record ServerReport(
        String name,
        String state,
        boolean required,
        boolean stale,
        String transport,
        @Nullable String revision,
        int tools,
        int resources,
        int prompts,
        long connectMillis,
        @Nullable String problem,
        @Nullable String remedy,
        @Nullable String nextTry,
        List<ServerWarning> warnings) {
    private static final Pattern WORD = Pattern.compile("[a-z]+[ ,]");

    public ServerReport {
        warnings = List.copyOf(warnings);
    }

    /// The server as it is now.
    public static ServerReport of(Upstream server) {
        UpstreamState state = server.state();
        Snapshot lists = server.snapshot();
        Instant next = state.nextTry();
        return new ServerReport(
                server.name(),
                state.phase().name().toLowerCase(Locale.ROOT),
                server.settings().required(),
                state.stale(),
                state.transport(),
                state.revision() == null ? null : state.revision().id(),
                lists.tools().size(),
                lists.resources().size() + lists.templates().size(),
                lists.prompts().size(),
                state.connectTime().toMillis(),
                state.problem(),
                state.remedy(),
                next == null ? null : next.toString(),
                server.warnings());
    }

    /// The same server, out for good.
    public ServerReport failed(@Nullable String why, @Nullable String advice) {
        return new ServerReport(
                name,
                ServerPhase.FAILED.name().toLowerCase(Locale.ROOT),
                required,
                stale,
                transport,
                revision,
                tools,
                resources,
                prompts,
                connectMillis,
                why,
                advice,
                null,
                warnings);
    }

    /// What [#toJson()] wrote.
    public static ServerReport of(JsonNode json) {
        return new ServerReport(
                json.path("name").asString(""),
                json.path("state").asString(""),
                json.path("required").asBoolean(false),
                json.path("stale").asBoolean(false),
                json.path("transport").asString(""),
                text(json, "revision"),
                json.path("tools").asInt(0),
                json.path("resources").asInt(0),
                json.path("prompts").asInt(0),
                json.path("connectMillis").asLong(0),
                text(json, "problem"),
                text(json, "remedy"),
                text(json, "nextTry"),
                warnings(json.path("warnings")));
    }

    /// One JSON object.
    public String toJson() {
        return "{\"name\":" + Json.quote(name)
                + ",\"state\":" + Json.quote(state)
                + ",\"required\":" + required
                + ",\"stale\":" + stale
                + ",\"transport\":" + Json.quote(transport)
                + member("revision", revision)
                + ",\"tools\":" + tools
                + ",\"resources\":" + resources
                + ",\"prompts\":" + prompts
                + ",\"connectMillis\":" + connectMillis
                + member("problem", problem)
                + member("remedy", remedy)
                + member("nextTry", nextTry)
                + ",\"warnings\":"
                + warnings.stream().map(ServerReport::json).collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    /// Whether calls go through.
    public boolean ready() {
        return state.equals(ServerPhase.READY.name().toLowerCase(Locale.ROOT));
    }

    /// What is wrong and what to do; empty when nothing is.
    public String trouble() {
        return sentences(problem, remedy);
    }

    /// Why calls do not go through, in sentences.
    public String outage() {
        return outage("");
    }

    /// Why calls do not go through, in sentences.
    ///
    /// @param consequence as a part of the first, `, so its tools are not listed` say
    public String outage(String consequence) {
        String why = why(name, problem, remedy);
        return "The server " + Shown.quoted(name)
                + (why.isEmpty()
                        ? " is still starting" + consequence + ". Try again soon."
                        : " is down" + consequence + ": " + why);
    }

    /// A problem and its remedy as sentences that follow the name of the server and a colon.
    static String why(String name, @Nullable String problem, @Nullable String remedy) {
        String said = sentences(problem, remedy);
        String start = "Server " + name;
        if (said.startsWith(start + ": ")) {
            return said.substring(start.length() + 2);
        }
        return said.startsWith(start + " ") ? "it" + said.substring(start.length()) : said;
    }

    /// What it has, counted over all kinds.
    public int entries() {
        return tools + resources + prompts;
    }

    /// A problem and its remedy as whole sentences; empty when there is neither.
    public static String sentences(@Nullable String problem, @Nullable String remedy) {
        return Stream.of(problem, remedy)
                .filter(part -> part != null && !part.isEmpty())
                .map(ServerReport::sentence)
                .collect(Collectors.joining(" "));
    }

    /// A text as a sentence. A name, a path or a setting at its start stays as it is.
    public static String sentence(String text) {
        String start =
                WORD.matcher(text).lookingAt() ? text.substring(0, 1).toUpperCase(Locale.ROOT) : text.substring(0, 1);
        return start + text.substring(1) + (".?!".indexOf(text.charAt(text.length() - 1)) < 0 ? "." : "");
    }

    private static String json(ServerWarning warning) {
        return "{\"entry\":" + Json.quote(warning.entry())
                + ",\"problem\":" + Json.quote(warning.problem())
                + ",\"action\":" + Json.quote(warning.action())
                + "}";
    }

    private static List<ServerWarning> warnings(JsonNode json) {
        List<ServerWarning> warnings = new ArrayList<>();
        json.forEach(warning -> warnings.add(new ServerWarning(
                warning.path("entry").asString(""),
                warning.path("problem").asString(""),
                warning.path("action").asString(""))));
        return warnings;
    }

    private static String member(String name, @Nullable String value) {
        return value == null ? "" : ",\"" + name + "\":" + Json.quote(value);
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.asString("");
    }
}
