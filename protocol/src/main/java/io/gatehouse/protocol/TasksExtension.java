package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How clients and servers say that they know the tasks extension of 2026-07-28: under `extensions` of their
/// capabilities. A client says so in each request.
public final class TasksExtension {
    /// The identifier of the extension.
    public static final String ID = "io.modelcontextprotocol/tasks";
    /// The member that names a task.
    public static final String TASK_ID = "taskId";

    private static final String EXTENSIONS = "extensions";
    private static final byte[] NO_SETTINGS = utf8("{}");

    private TasksExtension() {}

    /// Whether capabilities of a client or of a server name the extension.
    public static boolean in(@Nullable ObjectView capabilities) {
        ObjectView extensions = capabilities == null ? null : capabilities.object(EXTENSIONS);
        Slice settings = extensions == null ? null : extensions.get(ID);
        return settings != null && settings.first() == '{';
    }

    /// The error for a client that uses the extension and did not declare it.
    public static RpcError undeclared(String method) {
        return new RpcError(
                ErrorCode.MISSING_CLIENT_CAPABILITY,
                "The client did not declare the extension " + ID + ", which " + method
                        + " belongs to. Declare it in the capabilities of the request.",
                "{\"requiredCapabilities\":{\"extensions\":{" + Json.quote(ID) + ":{}}}}");
    }

    /// The capabilities with the extension, a JSON object.
    public static byte[] added(ObjectView capabilities) {
        if (in(capabilities)) {
            return capabilities.whole().bytes();
        }
        ObjectView extensions = capabilities.object(EXTENSIONS);
        byte[] all = extensions == null
                ? utf8("{" + Json.quote(ID) + ":{}}")
                : new Splice(extensions.whole())
                        .change(extensions, Map.of(ID, NO_SETTINGS))
                        .toBytes();
        return new Splice(capabilities.whole())
                .change(capabilities, Map.of(EXTENSIONS, all))
                .toBytes();
    }

    /// The change of the members of capabilities that takes the extension out; empty where it is not in them.
    public static Map<String, byte @Nullable []> removal(ObjectView capabilities) {
        ObjectView extensions = capabilities.object(EXTENSIONS);
        if (extensions == null || !extensions.has(ID)) {
            return Map.of();
        }
        Map<String, byte @Nullable []> change = new HashMap<>();
        if (extensions.size() == 1) {
            change.put(EXTENSIONS, null);
            return change;
        }
        Map<String, byte @Nullable []> inner = new HashMap<>();
        inner.put(ID, null);
        change.put(
                EXTENSIONS,
                new Splice(extensions.whole()).change(extensions, inner).toBytes());
        return change;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
