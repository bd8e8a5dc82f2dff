package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the definition of a tool tells clients of 2025-11-25 about tasks (`execution.taskSupport`). Without it, a tool
/// is not to be called as a task.
enum TaskSupport {
    /// What its server says.
    UNCHANGED,
    /// Nothing: it is called like any other tool.
    LEFT_OUT,
    /// That it may be called as a task, which the gateway keeps.
    OPTIONAL;

    private static final String EXECUTION = "execution";
    private static final String SUPPORT = "taskSupport";
    private static final String OFFERED = "optional";
    private static final byte[] OFFERED_JSON = "\"optional\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ONLY_OFFERED = "{\"taskSupport\":\"optional\"}".getBytes(StandardCharsets.US_ASCII);

    /// Whether the gateway offers tasks of a server's tools to clients of 2025-11-25. What the server says of a tool
    /// does
    /// not matter: the gateway keeps the task, and calls the server as it wants to be called.
    static boolean offered(ServerSettings server) {
        return !server.tasksAfter().isZero();
    }

    /// Towards clients that are not offered tasks: a tool that its server runs as a task only is called like any other,
    /// and the gateway makes the task.
    static TaskSupport withoutTasks(Listed tool) {
        return tool.onlyAsTask() ? LEFT_OUT : UNCHANGED;
    }

    /// Towards clients that are offered tasks of some tools.
    static TaskSupport amongTasks(ServerSettings server, Listed tool) {
        if (offered(server)) {
            return OPTIONAL;
        }
        String said = said(tool.legacy());
        return said == null || said.equals("forbidden") ? UNCHANGED : LEFT_OUT;
    }

    private static @Nullable String said(ObjectView definition) {
        ObjectView execution = definition.object(EXECUTION);
        return execution == null ? null : execution.string(SUPPORT);
    }

    /// Adds what it changes in a definition.
    ///
    /// @param changes members of the definition, JSON by key
    void change(ObjectView definition, Map<String, byte @Nullable []> changes) {
        ObjectView execution = definition.object(EXECUTION);
        switch (this) {
            case UNCHANGED -> {
                // It passes byte for byte.
            }
            case LEFT_OUT -> changes.put(EXECUTION, null);
            case OPTIONAL -> {
                if (execution == null) {
                    changes.put(EXECUTION, ONLY_OFFERED);
                } else if (!OFFERED.equals(said(definition))) {
                    changes.put(
                            EXECUTION,
                            new Splice(execution.whole())
                                    .change(execution, Map.of(SUPPORT, OFFERED_JSON))
                                    .toBytes());
                }
            }
        }
    }
}
