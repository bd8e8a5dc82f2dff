/// MCP towards clients: Streamable HTTP and HTTP+SSE, every revision, with the sessions of older ones.
@NullMarked
package io.gatehouse.doors.mcp;

import org.jspecify.annotations.NullMarked;
