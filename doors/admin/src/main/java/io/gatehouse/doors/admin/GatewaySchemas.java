package io.gatehouse.doors.admin;

import static io.gatehouse.doors.admin.AdminSchemas.FLAG;
import static io.gatehouse.doors.admin.AdminSchemas.NUMBER;
import static io.gatehouse.doors.admin.AdminSchemas.TEXT;
import static io.gatehouse.doors.admin.AdminSchemas.TEXTS;
import static io.gatehouse.doors.admin.AdminSchemas.TIME;
import static io.gatehouse.doors.admin.AdminSchemas.answer;
import static io.gatehouse.doors.admin.AdminSchemas.described;
import static io.gatehouse.doors.admin.AdminSchemas.list;
import static io.gatehouse.doors.admin.AdminSchemas.listOf;
import static io.gatehouse.doors.admin.AdminSchemas.object;
import static io.gatehouse.doors.admin.AdminSchemas.question;

import java.util.List;
import java.util.Map;

/// The JSON Schemas of the gateway itself and of its servers.
final class GatewaySchemas {
    private GatewaySchemas() {}

    /// Adds them, by name.
    static void add(Map<String, Object> all) {
        all.put("Caller", answer(object("name", TEXT, "kind", TEXT, "tenant", TEXT, "roles", TEXTS, "scopes", TEXTS)));
        all.put(
                "Status",
                answer(object(
                        "version",
                        TEXT,
                        "ready",
                        FLAG,
                        "stopping",
                        FLAG,
                        "keysRequired",
                        FLAG,
                        "replicas",
                        NUMBER,
                        "servers",
                        object("type", "object", "additionalProperties", NUMBER),
                        "toolsets",
                        object("type", "object", "additionalProperties", TEXTS),
                        "warnings",
                        TEXTS)));
        all.put(
                "Server",
                answer(object(
                        "name",
                        TEXT,
                        "state",
                        Map.of("enum", List.of("starting", "ready", "retrying", "failed")),
                        "required",
                        FLAG,
                        "stale",
                        FLAG,
                        "transport",
                        TEXT,
                        "revision?",
                        TEXT,
                        "tools",
                        NUMBER,
                        "resources",
                        NUMBER,
                        "prompts",
                        NUMBER,
                        "connectMillis",
                        NUMBER,
                        "problem?",
                        TEXT,
                        "remedy?",
                        TEXT,
                        "nextTry?",
                        TIME,
                        "warnings",
                        listOf(answer(object("entry", TEXT, "problem", TEXT, "action", TEXT))))));
        all.put("Servers", answer(object("servers", list("Server"))));
        all.put(
                "Log",
                answer(object(
                        "lines",
                        listOf(answer(object("number", NUMBER, "time", TIME, "origin", TEXT, "text", TEXT))))));
        all.put(
                "ExplainQuestion",
                question(object(
                        "caller",
                        described(TEXT, "The name of a key in the configuration, or anonymous."),
                        "roles?",
                        described(TEXTS, "Roles that the caller's key was made with, if it is stored."),
                        "server",
                        TEXT,
                        "tool",
                        TEXT,
                        "arguments?",
                        Map.of("type", "object"),
                        "door?",
                        TEXT,
                        "toolset?",
                        TEXT)));
        all.put(
                "Explanation",
                answer(object(
                        "caller",
                        TEXT,
                        "roles",
                        TEXTS,
                        "server",
                        TEXT,
                        "tool",
                        TEXT,
                        "effects",
                        TEXT,
                        "steps",
                        listOf(answer(object("step", TEXT, "passed", FLAG, "why", TEXT))),
                        "rules",
                        listOf(answer(object("rule", TEXT, "shadow", FLAG, "result", TEXT, "detail", TEXT))),
                        "approval",
                        described(
                                answer(object("agreement", TEXT, "why", TEXT)),
                                "Whose word such a call needs without regard to rules."),
                        "decision",
                        TEXT,
                        "by",
                        TEXT,
                        "reason",
                        TEXT,
                        "narrowed",
                        described(Map.of("type", "object"), "The arguments that rules change."),
                        "arguments",
                        described(
                                Map.of("type", "object"),
                                "All arguments with which the call would be sent, but those that a toolset sets."))));
    }
}
