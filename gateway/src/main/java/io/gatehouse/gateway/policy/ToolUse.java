package io.gatehouse.gateway.policy;

/// A call of a tool, as it will be sent.
///
/// @param server the name of the server
/// @param tool as the server calls it
/// @param definition the digest of the tool's definition
/// @param arguments the JSON of the arguments, byte for byte as they are sent; empty where there are none
/// @param shown the same for people and models: without the values that callers do not see
public record ToolUse(String server, String tool, String definition, String arguments, String shown) {}
