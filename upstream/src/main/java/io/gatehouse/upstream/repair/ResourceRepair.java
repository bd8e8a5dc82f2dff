package io.gatehouse.upstream.repair;

import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Mends the definition of a resource or of a resource template.
final class ResourceRepair {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1L << 53);

    private ResourceRepair() {}

    /// @param key what names it: `uri` or `uriTemplate`
    static void mend(ObjectNode resource, String key, List<Fix> fixes) {
        Members entry = new Members(resource, "", fixes);
        entry.needed("name", key, resource.path(key).asString(""));
        CommonMembers.mend(entry);
        entry.text("mimeType");
        CommonMembers.contentAnnotations(entry);
        if (key.equals("uri")) {
            size(entry);
            String problem = ResourceUris.problem(resource.path(key).asString(""));
            if (problem != null) {
                entry.fix("uri", problem, "offered under an address of the gateway");
            }
        }
    }

    private static void size(Members entry) {
        JsonNode size = entry.object().get("size");
        if (size != null && !(size.isNumber() && whole(size.decimalValue()))) {
            entry.fix("size", "is not a whole number of bytes", "dropped");
            entry.object().remove("size");
        }
    }

    private static boolean whole(BigDecimal size) {
        return size.abs().compareTo(LARGEST) <= 0 && size.stripTrailingZeros().scale() <= 0;
    }
}
