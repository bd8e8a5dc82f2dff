/// MCP towards clients over HTTP: each transport has a package, and what they say is in `conversation`.
@NullMarked
package io.gatehouse.doors.mcp;

import org.jspecify.annotations.NullMarked;
