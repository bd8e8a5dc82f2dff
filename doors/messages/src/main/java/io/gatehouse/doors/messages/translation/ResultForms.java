package io.gatehouse.doors.messages.translation;

import tools.jackson.databind.node.ArrayNode;

/// What a call gave, in the forms for both who hear of it.
///
/// @param forClient blocks of text, as `mcp_tool_result` has them
/// @param forModel blocks of text, images and documents, as `tool_result` has them; may be empty
/// @param error whether the call failed
public record ResultForms(ArrayNode forClient, ArrayNode forModel, boolean error) {}
