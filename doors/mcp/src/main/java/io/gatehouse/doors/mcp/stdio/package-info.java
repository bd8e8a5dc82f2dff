/// MCP towards a client over stdio, also as a relay to a gateway that runs already.
@NullMarked
package io.gatehouse.doors.mcp.stdio;

import org.jspecify.annotations.NullMarked;
