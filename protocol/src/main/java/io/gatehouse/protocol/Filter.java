package io.gatehouse.protocol;

import java.util.Set;

/// Which changes are listened to (`subscriptions/listen`, 2026-07-28).
///
/// @param tools changes of the list of tools
/// @param prompts changes of the list of prompts
/// @param resources changes of the lists of resources and templates
/// @param uris the resources whose contents are watched
public record Filter(boolean tools, boolean prompts, boolean resources, Set<String> uris) {
    /// All lists, no single resource: what a legacy client is told of.
    public static final Filter LISTS = new Filter(true, true, true, Set.of());

    public Filter {
        uris = Set.copyOf(uris);
    }

    /// Whether a notification of this method, about this URI when it is about one resource, passes.
    public boolean passes(Notification notification) {
        return switch (notification.method()) {
            case Method.TOOLS_CHANGED -> tools;
            case Method.PROMPTS_CHANGED -> prompts;
            case Method.RESOURCES_CHANGED -> resources;
            case Method.RESOURCE_UPDATED -> {
                String uri = notification.params() == null
                        ? null
                        : notification.params().string("uri");
                yield uri != null && uris.contains(uri);
            }
            default -> false;
        };
    }
}
