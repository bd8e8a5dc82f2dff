package io.gatehouse.doors.messages.translation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A tool as a server lists it.
///
/// @param name its own name on the server
/// @param description what it does; null when the server does not say
/// @param inputSchema the schema of its arguments, verbatim; must not change afterwards
/// @param readOnly whether calling it changes nothing
/// @param idempotent whether calling it again changes nothing more
public record OfferedTool(
        String name, @Nullable String description, ObjectNode inputSchema, boolean readOnly, boolean idempotent) {}
