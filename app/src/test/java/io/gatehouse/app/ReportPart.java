package io.gatehouse.app;

import io.gatehouse.fixtures.RealReports;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Part of a client's report in a form that two runs can be compared by. It leaves out what may differ:
/// the order of lists, which the gateway makes its own; how many of the last progress updates a client has noted, which
/// depends on its own timing; what a modern server says of itself in its results, which clients of both eras may see;
/// and the ids of requests.
final class ReportPart {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> LISTS = Set.of("tools", "resources", "templates", "prompts");
    private static final String SERVER = "io.modelcontextprotocol/serverInfo";
    private static final String FAILURE = "io.gatehouse/failure";

    private ReportPart() {}

    /// A part of a report, such as `tools` or `calls`.
    static String of(String part, JsonNode report) {
        JsonNode value = report.path(part).deepCopy();
        if (LISTS.contains(part) && value instanceof ArrayNode list) {
            value = sorted(list);
        } else if (value instanceof ArrayNode outcomes) {
            outcomes.forEach(ReportPart::clean);
        }
        return RealReports.stable(value);
    }

    private static ArrayNode sorted(ArrayNode list) {
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::add);
        items.sort(Comparator.comparing(JsonNode::toString));
        return JSON.createArrayNode().addAll(items);
    }

    private static void clean(JsonNode outcome) {
        if (outcome instanceof ObjectNode object) {
            object.remove("progress");
        }
        if (outcome.at("/error/data").path(FAILURE) instanceof ObjectNode failure) {
            failure.remove("requestId");
        }
        if (outcome.path("result") instanceof ObjectNode result) {
            result.remove("resultType");
            if (result.path("_meta") instanceof ObjectNode meta) {
                meta.remove(SERVER);
                if (meta.isEmpty()) {
                    result.remove("_meta");
                }
            }
        }
    }
}
