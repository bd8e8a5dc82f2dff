package io.gatehouse.doors.messages.translation;

import tools.jackson.databind.node.ObjectNode;

/// A call that an earlier answer left open: it has to run before the model is asked again.
///
/// @param clientId the id by which the client knows it, `mcptoolu_…`
/// @param input its arguments
public record PendingCall(String clientId, Address address, ObjectNode input) {}
