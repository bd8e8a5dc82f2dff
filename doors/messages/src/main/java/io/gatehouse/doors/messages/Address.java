package io.gatehouse.doors.messages;

/// Where a tool is.
///
/// @param server the name that the request gave the server
/// @param tool the tool's own name on that server
record Address(String server, String tool) {}
