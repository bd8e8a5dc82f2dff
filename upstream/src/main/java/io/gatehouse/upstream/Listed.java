package io.gatehouse.upstream;

import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.ObjectView;
import java.util.List;

/// One entry of a server's list.
///
/// @param key its name, `uri` or `uriTemplate`
/// @param definition the entry as it came, or as it was mended, for clients of 2026-07-28
/// @param legacy the same for clients of earlier revisions; mostly the same object
/// @param wrapsOutput whether such clients see the output of a tool as `{"result": …}`
/// @param headers the arguments that modern clients mirror in headers, whatever the server speaks; only tools have any
public record Listed(
        String key, ObjectView definition, ObjectView legacy, boolean wrapsOutput, List<HeaderParameter> headers) {
    public Listed {
        headers = List.copyOf(headers);
    }

    /// Whether a tool refuses every call that does not make a task (2025-11-25, tasks).
    public boolean onlyAsTask() {
        ObjectView execution = definition.object("execution");
        return execution != null && "required".equals(execution.string("taskSupport"));
    }

    /// An entry that is the same in every revision.
    public Listed(String key, ObjectView definition, List<HeaderParameter> headers) {
        this(key, definition, definition, false, headers);
    }
}
