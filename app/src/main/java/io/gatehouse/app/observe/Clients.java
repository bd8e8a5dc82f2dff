package io.gatehouse.app.observe;

import java.util.function.IntSupplier;

/// How many MCP clients hold something open now.
///
/// @param sessions of older clients that are in memory
/// @param streams event streams on which clients of Streamable HTTP listen
/// @param eventStreams connections of HTTP+SSE
public record Clients(IntSupplier sessions, IntSupplier streams, IntSupplier eventStreams) {}
