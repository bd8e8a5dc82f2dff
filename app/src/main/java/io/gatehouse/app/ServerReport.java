package io.gatehouse.app;

import io.gatehouse.protocol.Json;
import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.ServerWarning;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a server is doing, as `/ready` and commands show it.
///
/// @param state `starting`, `ready`, `retrying` or `failed`
/// @param stale whether its lists may be out of date
/// @param connectMillis how long connecting took
/// @param nextTry when it is tried again, or null
/// @param warnings what it, or the file that names it, does wrong and Gatehouse put up with
record ServerReport(
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

    ServerReport {
        warnings = List.copyOf(warnings);
    }

    /// The server as it is now.
    static ServerReport of(Upstream server) {
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

    /// What [#toJson()] wrote.
    static ServerReport of(JsonNode json) {
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
    String toJson() {
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
    boolean ready() {
        return state.equals(Phase.READY.name().toLowerCase(Locale.ROOT));
    }

    /// What is wrong and what to do; empty when nothing is.
    String trouble() {
        return sentences(problem, remedy);
    }

    /// A problem and its remedy as whole sentences; empty when there is neither.
    static String sentences(@Nullable String problem, @Nullable String remedy) {
        String what = problem == null ? "" : problem;
        return remedy == null || remedy.isEmpty() ? what : ended(what) + " " + ended(capital(remedy));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String ended(String text) {
        return text.endsWith(".") ? text : text + ".";
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
