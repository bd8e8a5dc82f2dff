package io.gatehouse.doors.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call whose decision is to be explained.
///
/// @param caller the name of a key in the configuration, `anonymous`, or with roles that of a stored key
/// @param roles those of a stored key; empty for another caller
/// @param server the name of the server
/// @param tool as its server calls it
/// @param arguments a JSON object, or null
/// @param door that it comes through
/// @param toolset that it comes to; empty for that of all servers
public record ExplainQuestion(
        String caller,
        List<String> roles,
        String server,
        String tool,
        @Nullable String arguments,
        String door,
        String toolset) {
    public ExplainQuestion {
        roles = List.copyOf(roles);
    }
}
