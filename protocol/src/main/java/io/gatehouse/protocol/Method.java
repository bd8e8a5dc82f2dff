package io.gatehouse.protocol;

/// The methods of MCP, requests and notifications of all revisions.
public final class Method {
    public static final String DISCOVER = "server/discover";
    public static final String INITIALIZE = "initialize";
    public static final String INITIALIZED = "notifications/initialized";
    public static final String PING = "ping";
    public static final String TOOLS_LIST = "tools/list";
    public static final String TOOLS_CALL = "tools/call";
    public static final String RESOURCES_LIST = "resources/list";
    public static final String RESOURCES_TEMPLATES_LIST = "resources/templates/list";
    public static final String RESOURCES_READ = "resources/read";
    public static final String RESOURCES_SUBSCRIBE = "resources/subscribe";
    public static final String RESOURCES_UNSUBSCRIBE = "resources/unsubscribe";
    public static final String PROMPTS_LIST = "prompts/list";
    public static final String PROMPTS_GET = "prompts/get";
    public static final String COMPLETION_COMPLETE = "completion/complete";
    public static final String SET_LEVEL = "logging/setLevel";
    public static final String LISTEN = "subscriptions/listen";
    public static final String ELICIT = "elicitation/create";
    public static final String SAMPLE = "sampling/createMessage";
    public static final String ROOTS_LIST = "roots/list";
    /// The state of a task, and its result (tasks extension; 2025-11-25 without the result).
    public static final String TASKS_GET = "tasks/get";
    /// Answers to what a task asks (tasks extension).
    public static final String TASKS_UPDATE = "tasks/update";
    /// The client wants no more of a task (tasks extension, 2025-11-25).
    public static final String TASKS_CANCEL = "tasks/cancel";
    /// The result of a task (2025-11-25 only).
    public static final String TASKS_RESULT = "tasks/result";
    /// The tasks of a session (2025-11-25 only).
    public static final String TASKS_LIST = "tasks/list";

    public static final String CANCELLED = "notifications/cancelled";
    public static final String PROGRESS = "notifications/progress";
    public static final String MESSAGE = "notifications/message";
    public static final String TOOLS_CHANGED = "notifications/tools/list_changed";
    public static final String PROMPTS_CHANGED = "notifications/prompts/list_changed";
    public static final String RESOURCES_CHANGED = "notifications/resources/list_changed";
    public static final String RESOURCE_UPDATED = "notifications/resources/updated";
    /// The user has opened an address (2025-11-25 only).
    public static final String ELICITED = "notifications/elicitation/complete";
    public static final String ROOTS_CHANGED = "notifications/roots/list_changed";
    /// A task is in another state (2025-11-25 only).
    public static final String TASK_STATUS = "notifications/tasks/status";
    /// A task is in another state (tasks extension).
    public static final String TASK_CHANGED = "notifications/tasks";
    public static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

    private Method() {}
}
