package io.gatehouse.bench;

/// Where an MCP endpoint listens on the loopback address.
///
/// @param port 1 to 65535
/// @param path with its leading slash
record Address(int port, String path) {}
