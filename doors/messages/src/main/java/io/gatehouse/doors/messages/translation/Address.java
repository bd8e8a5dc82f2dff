package io.gatehouse.doors.messages.translation;

/// Where a tool is.
///
/// @param server the name that the request gave the server
/// @param tool the tool's own name on that server
public record Address(String server, String tool) {}
