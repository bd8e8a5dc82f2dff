package io.gatehouse.doors.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The JSON Schemas of what the admin API takes and gives.
final class AdminSchemas {
    static final Map<String, Object> TEXT = Map.of("type", "string");
    static final Map<String, Object> TEXTS = Map.of("type", "array", "items", TEXT);
    static final Map<String, Object> NUMBER = Map.of("type", "integer");
    static final Map<String, Object> FLAG = Map.of("type", "boolean");
    static final Map<String, Object> TIME = object("type", "string", "format", "date-time");
    private static final Map<String, Object> TIME_OR_NULL =
            object("type", List.of("string", "null"), "format", "date-time");
    private static final Map<String, Object> TEXT_OR_NULL = Map.of("type", List.of("string", "null"));
    private static final String PAGE_END = "For the parameter `after` of the next page; null on the last.";

    private AdminSchemas() {}

    /// All of them, by name.
    static Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        keys(all);
        approvals(all);
        GatewaySchemas.add(all);
        all.put(
                "Problem",
                answer(object(
                        "type",
                        TEXT,
                        "title",
                        TEXT,
                        "status",
                        NUMBER,
                        "detail",
                        TEXT,
                        "scopes?",
                        TEXTS,
                        "requestId",
                        TEXT)));
        return all;
    }

    private static void keys(Map<String, Object> all) {
        Map<String, Object> key = object(
                "id?",
                TEXT,
                "name",
                TEXT,
                "tenant?",
                TEXT,
                "state",
                Map.of("enum", List.of("active", "expired", "revoked")),
                "roles?",
                TEXTS,
                "scopes?",
                TEXTS,
                "addresses?",
                TEXTS,
                "created?",
                TIME,
                "expires?",
                TIME_OR_NULL,
                "lastUse?",
                TIME_OR_NULL,
                "revoked?",
                TIME_OR_NULL,
                "source?",
                TEXT);
        all.put("Key", answer(key));
        Map<String, Object> made = object("key", TEXT);
        made.putAll(key);
        all.put("MadeKey", answer(made));
        all.put("Keys", answer(object("keys", list("Key"), "next", described(TEXT_OR_NULL, PAGE_END))));
        all.put(
                "NewKey",
                question(object(
                        "name",
                        TEXT,
                        "tenant?",
                        described(TEXT, "Whose data the caller works with. Default: your own tenant."),
                        "roles?",
                        TEXTS,
                        "scopes?",
                        described(
                                TEXTS,
                                "SERVER:EFFECT and mcp:EFFECT narrow what the roles give; admin:read, admin:write, keys"
                                        + " and SERVER:approve are for operators; provider:PATH opens a path of a"
                                        + " provider of models."),
                        "addresses?",
                        described(TEXTS, "Addresses and ranges from which the key can be used. Default: any."),
                        "expires?",
                        described(TIME_OR_NULL, "When the key ends. Default: never."))));
        all.put(
                "Rotation",
                question(object(
                        "keepOldSeconds?",
                        described(NUMBER, "How long the secret from before goes on working. Default: 86400."))));
    }

    private static void approvals(Map<String, Object> all) {
        all.put(
                "Approval",
                answer(object(
                        "number",
                        NUMBER,
                        "state",
                        Map.of("enum", List.of("waiting", "approved", "denied", "used", "expired")),
                        "caller",
                        TEXT,
                        "tenant",
                        TEXT,
                        "toolset",
                        TEXT,
                        "server",
                        TEXT,
                        "tool",
                        TEXT,
                        "definition",
                        described(TEXT, "A digest of the tool's definition."),
                        "arguments",
                        described(TEXT_OR_NULL, "JSON as it would be sent; null once the call has run."),
                        "why",
                        TEXT,
                        "created",
                        TIME,
                        "expires",
                        TIME,
                        "decidedBy",
                        TEXT_OR_NULL,
                        "decided",
                        TIME_OR_NULL,
                        "reason",
                        TEXT_OR_NULL)));
        all.put("Approvals", answer(object("approvals", list("Approval"), "next", described(TEXT_OR_NULL, PAGE_END))));
        all.put("Denial", question(object("reason?", described(TEXT, "What the caller is told: one line."))));
    }

    /// What a parameter of a query is for.
    static String parameter(String name) {
        return switch (name) {
            case "all" -> "Whether revoked keys are shown too.";
            case "name" -> "Only those with this name.";
            case "limit" -> "How many entries the page has at most: 1 to 1000. Default: 100.";
            case "after" -> "The entry before the page: `next` of the page before, or the number of a line.";
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Map<String, Object> reference(String schema) {
        return Map.of("$ref", "#/components/schemas/" + schema);
    }

    /// A map that keeps its order.
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> made = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            made.put((String) namesAndValues[at], namesAndValues[at + 1]);
        }
        return made;
    }

    /// A list of what a schema describes.
    static Map<String, Object> list(String schema) {
        return listOf(reference(schema));
    }

    /// A list.
    static Map<String, Object> listOf(Map<String, Object> items) {
        return object("type", "array", "items", items);
    }

    /// A schema with a description.
    static Map<String, Object> described(Map<String, Object> schema, String text) {
        Map<String, Object> made = new LinkedHashMap<>(schema);
        made.put("description", text);
        return made;
    }

    /// An object of which more may be said one day.
    static Map<String, Object> answer(Map<String, Object> members) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        members.forEach((name, schema) -> {
            boolean optional = name.endsWith("?");
            properties.put(optional ? name.substring(0, name.length() - 1) : name, schema);
            if (!optional) {
                required.add(name);
            }
        });
        return object("type", "object", "properties", properties, "required", required);
    }

    /// An object with no other members.
    static Map<String, Object> question(Map<String, Object> members) {
        Map<String, Object> made = answer(members);
        made.put("additionalProperties", false);
        return made;
    }
}
