package io.gatehouse.doors.admin;

import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Json;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The gateway itself and its servers.
final class GatewayResource {
    private final AdminParts parts;

    GatewayResource(AdminParts parts) {
        this.parts = parts;
    }

    Answer whoami(AdminRequest request) {
        Caller caller = request.caller();
        OperatorAccess operator = request.operator();
        return Answer.ok("{\"name\":" + Json.quote(caller.name())
                + ",\"kind\":" + Json.quote(caller.id().kind().name().toLowerCase(Locale.ROOT))
                + ",\"tenant\":" + Json.quote(caller.tenant())
                + ",\"roles\":" + array(parts.roles().of(caller).roles())
                + ",\"scopes\":" + array(new TreeSet<>(operator.scopes())) + "}");
    }

    Answer status(AdminRequest request) {
        return Answer.ok(parts.status());
    }

    Answer servers(AdminRequest request) {
        return Answer.ok(parts.servers().values().stream().collect(Collectors.joining(",", "{\"servers\":[", "]}")));
    }

    Answer server(AdminRequest request) throws AdminProblem {
        String found = parts.servers().get(request.place("name"));
        if (found == null) {
            throw noServer();
        }
        return Answer.ok(found);
    }

    Answer log(AdminRequest request) throws AdminProblem {
        String found = parts.log(request.place("name"), request.number("after", 0));
        if (found == null) {
            throw noServer();
        }
        return Answer.ok(found);
    }

    Answer retry(AdminRequest request) throws AdminProblem {
        request.body().only(Set.of());
        if (!parts.retry(request.place("name"))) {
            throw noServer();
        }
        return new Answer(202, String.valueOf(parts.servers().get(request.place("name"))));
    }

    Answer explain(AdminRequest request) throws AdminProblem {
        Body body = request.body();
        body.only(Set.of("caller", "roles", "server", "tool", "arguments", "door", "toolset"));
        JsonNode arguments = body.json().path("arguments");
        String door = body.text("door");
        try {
            return Answer.ok(parts.explain(new ExplainQuestion(
                    body.text("caller"),
                    body.texts("roles"),
                    body.text("server"),
                    body.text("tool"),
                    arguments.isMissingNode() || arguments.isNull() ? null : arguments.toString(),
                    door.isEmpty() ? "mcp" : door,
                    body.text("toolset"))));
        } catch (IllegalArgumentException wrong) {
            throw AdminProblem.invalid(String.valueOf(wrong.getMessage()));
        }
    }

    private static AdminProblem noServer() {
        return AdminProblem.unknown("server with this name");
    }

    private static String array(Collection<String> texts) {
        return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
