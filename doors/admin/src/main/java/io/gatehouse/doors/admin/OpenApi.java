package io.gatehouse.doors.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The OpenAPI 3.1 document of the admin API, made of its operations.
final class OpenApi {
    private static final JsonMapper MAPPER = new JsonMapper();

    private OpenApi() {}

    /// The document as JSON.
    static String of(List<Operation> operations, String version) {
        Map<String, Object> paths = new LinkedHashMap<>();
        for (Operation operation : operations) {
            @SuppressWarnings("unchecked")
            Map<String, Object> path = (Map<String, Object>)
                    paths.computeIfAbsent(AdminDoor.ROOT + operation.path(), made -> new LinkedHashMap<>());
            path.put(operation.method().toLowerCase(java.util.Locale.ROOT), operation(operation));
        }
        return MAPPER.writeValueAsString(AdminSchemas.object(
                "openapi",
                "3.1.0",
                "info",
                AdminSchemas.object(
                        "title",
                        "Gatehouse admin API",
                        "version",
                        version,
                        "license",
                        AdminSchemas.object("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers",
                List.of(Map.of("url", "/")),
                "security",
                List.of(Map.of("bearer", List.of()), Map.of("apiKey", List.of())),
                "paths",
                paths,
                "components",
                AdminSchemas.object(
                        "schemas",
                        AdminSchemas.all(),
                        "securitySchemes",
                        AdminSchemas.object(
                                "bearer",
                                AdminSchemas.object("type", "http", "scheme", "bearer"),
                                "apiKey",
                                AdminSchemas.object("type", "apiKey", "in", "header", "name", "x-api-key")))));
    }

    private static Map<String, Object> operation(Operation operation) {
        Operation.Told told = operation.told();
        String scope = operation.need().scope();
        Map<String, Object> made = AdminSchemas.object(
                "operationId",
                told.id(),
                "summary",
                told.summary(),
                "description",
                scope.isEmpty() ? "Needs a valid key or token." : "Needs the scope `" + scope + "`.",
                "x-scope",
                scope,
                "parameters",
                parameters(operation));
        if (!told.body().isEmpty()) {
            made.put("requestBody", Map.of("content", json("application/json", told.body())));
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put(
                String.valueOf(told.status()),
                AdminSchemas.object("description", "Done.", "content", json("application/json", told.answer())));
        responses.put(
                "default",
                AdminSchemas.object(
                        "description",
                        "Not done, and why (RFC 9457).",
                        "content",
                        json(AdminProblem.MEDIA_TYPE, "Problem")));
        made.put("responses", responses);
        return made;
    }

    private static List<Object> parameters(Operation operation) {
        List<Object> all = new ArrayList<>();
        for (String name : operation.places()) {
            all.add(AdminSchemas.object(
                    "name", name, "in", "path", "required", true, "schema", Map.of("type", "string")));
        }
        for (String name : operation.told().parameters()) {
            all.add(AdminSchemas.object(
                    "name",
                    name,
                    "in",
                    "query",
                    "description",
                    AdminSchemas.parameter(name),
                    "schema",
                    Map.of("type", name.equals("limit") ? "integer" : name.equals("all") ? "boolean" : "string")));
        }
        return all;
    }

    private static Map<String, Object> json(String type, String schema) {
        return Map.of(type, Map.of("schema", AdminSchemas.reference(schema)));
    }
}
