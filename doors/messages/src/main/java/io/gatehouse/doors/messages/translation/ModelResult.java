package io.gatehouse.doors.messages.translation;

import tools.jackson.databind.node.ArrayNode;

/// What a call gave, for the model.
///
/// @param clientId the id by which the client knows the call, `mcptoolu_…`
/// @param content blocks of a `tool_result`; may be empty
/// @param error whether the call failed
public record ModelResult(String clientId, ArrayNode content, boolean error) {}
