package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The note of 2025-11-25 that a message belongs to a task: a member of its `_meta`.
public final class RelatedTask {
    /// The key of the note.
    public static final String KEY = "io.modelcontextprotocol/related-task";

    private RelatedTask() {}

    /// A result, or the `params` of a request, with the note.
    ///
    /// @param object null where there is none yet
    /// @param task the id of the task, as whoever gets the message knows it
    /// @return a JSON object
    public static byte[] noted(@Nullable ObjectView object, String task) {
        String note = "{" + Json.quote(TasksExtension.TASK_ID) + ":" + Json.quote(task) + "}";
        String made = "{" + Json.quote(KEY) + ":" + note + "}";
        if (object == null) {
            return utf8("{\"_meta\":" + made + "}");
        }
        ObjectView meta = object.object("_meta");
        Splice splice = new Splice(object.whole());
        if (meta == null) {
            splice.change(object, Map.of("_meta", utf8(made)));
        } else {
            splice.change(meta, Map.of(KEY, utf8(note)));
        }
        return splice.toBytes();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
