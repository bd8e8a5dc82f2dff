/// What is said with one MCP client, in every revision and over whatever transport.
@NullMarked
package io.gatehouse.doors.mcp.conversation;

import org.jspecify.annotations.NullMarked;
