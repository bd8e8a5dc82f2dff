package io.gatehouse.upstream.repair;

import io.gatehouse.protocol.ShortText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where a schema was changed, in words for operators: ` (at properties.a.type, required and 2 more places)`.
final class ChangedPlaces {
    private static final int NAMED = 3;
    private static final int LENGTH = 60;

    private final List<String> named = new ArrayList<>();
    private int more;

    private ChangedPlaces() {}

    /// @param after what is unchanged in it is the same object as before
    static String between(ObjectNode before, ObjectNode after) {
        ChangedPlaces places = new ChangedPlaces();
        places.collect(before, after, "");
        String last = places.more == 0 ? "" : " and " + places.more + " more";
        return places.named.isEmpty() ? "" : " (at " + String.join(", ", places.named) + last + ")";
    }

    private void collect(JsonNode before, JsonNode after, String path) {
        if (before == after) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            for (Map.Entry<String, JsonNode> member : before.properties()) {
                collect(member.getValue(), after.path(member.getKey()), path + "." + member.getKey());
            }
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int at = 0; at < before.size(); at++) {
                collect(before.get(at), after.get(at), path + "[" + at + "]");
            }
        } else if (named.size() == NAMED) {
            more++;
        } else {
            String place = path.substring(1);
            named.add(ShortText.of(place, LENGTH));
        }
    }
}
