package io.gatehouse.scripted;

import io.gatehouse.scripted.script.RequestLimits;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Checks the marks up to which a provider shall keep what it has read.
final class CacheControlCheck {
    private static final List<String> KEYS = List.of("type", "ttl");

    private CacheControlCheck() {}

    static void check(JsonNode body) {
        int found = 0;
        boolean shortSeen = false;
        for (PromptPart part : PromptPart.of(body)) {
            if (part.ttl() != null) {
                found++;
                boolean hour = part.ttl().equals("1h");
                if (hour && shortSeen) {
                    throw RejectedException.invalid(part.path()
                            + ".cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m'"
                            + " cache_control block. Note that blocks are processed in the following order: `tools`,"
                            + " `system`, `messages`.");
                }
                shortSeen |= !hour;
            }
        }
        if (found > RequestLimits.MAX_CACHE_BREAKPOINTS) {
            throw RejectedException.invalid(
                    "A maximum of 4 blocks with cache_control may be provided. Found " + found + ".");
        }
    }

    /// The time to live that a mark names; 5 minutes unless it says otherwise.
    static String ttl(JsonNode control, String path) {
        String at = path + ".cache_control";
        Shape.tag(control, at, List.of("ephemeral"));
        Shape.only(control, at + ".ephemeral", KEYS);
        return Shape.optional(control, "ttl") == null
                ? "5m"
                : Shape.oneOf(control, at + ".ephemeral", "ttl", List.of("5m", "1h"));
    }
}
