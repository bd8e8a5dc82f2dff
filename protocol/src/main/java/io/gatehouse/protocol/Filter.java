package io.gatehouse.protocol;

import java.util.Set;

/// Which changes are listened to (`subscriptions/listen`, 2026-07-28).
///
/// @param tools changes of the list of tools
/// @param prompts changes of the list of prompts
/// @param resources changes of the lists of resources and templates
/// @param uris the resources whose contents are watched
/// @param tasks the ids of the tasks whose states are watched (tasks extension)
public record Filter(boolean tools, boolean prompts, boolean resources, Set<String> uris, Set<String> tasks) {
    /// No changes at all.
    public static final Filter NOTHING = new Filter(false, false, false, Set.of());
    /// All lists, no single resource: what a legacy client is told of.
    public static final Filter LISTS = new Filter(true, true, true, Set.of());

    public Filter {
        uris = Set.copyOf(uris);
        tasks = Set.copyOf(tasks);
    }

    /// A filter without tasks.
    public Filter(boolean tools, boolean prompts, boolean resources, Set<String> uris) {
        this(tools, prompts, resources, uris, Set.of());
    }

    /// Only the states of these tasks.
    public static Filter tasks(Set<String> ids) {
        return new Filter(false, false, false, Set.of(), ids);
    }

    /// Whether there is nothing to tell.
    public boolean isEmpty() {
        return !tools && !prompts && !resources && uris.isEmpty() && tasks.isEmpty();
    }

    /// Whether a notification of this method passes, about this URI when it is about one resource, and about this task
    /// when it is about one.
    public boolean passes(Notification notification) {
        return switch (notification.method()) {
            case Method.TOOLS_CHANGED -> tools;
            case Method.PROMPTS_CHANGED -> prompts;
            case Method.RESOURCES_CHANGED -> resources;
            case Method.RESOURCE_UPDATED -> names(notification, "uri", uris);
            case Method.TASK_CHANGED -> names(notification, TasksExtension.TASK_ID, tasks);
            default -> false;
        };
    }

    private static boolean names(Notification notification, String member, Set<String> wanted) {
        String named =
                notification.params() == null ? null : notification.params().string(member);
        return named != null && wanted.contains(named);
    }
}
