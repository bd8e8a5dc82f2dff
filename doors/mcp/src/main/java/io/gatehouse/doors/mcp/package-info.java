/// The MCP endpoint, every revision.
@NullMarked
package io.gatehouse.doors.mcp;

import org.jspecify.annotations.NullMarked;
