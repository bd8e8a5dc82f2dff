/// Streamable HTTP, every revision that has it, with the sessions of older ones.
@NullMarked
package io.gatehouse.doors.mcp.streamable;

import org.jspecify.annotations.NullMarked;
