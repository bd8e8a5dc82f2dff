/// MCP for clients: each transport has a package, and hands what it reads to a `ClientConnection` or `OpenRequest` of
/// `conversation`. Here is the door to those over HTTP.
@NullMarked
package io.gatehouse.doors.mcp;

import org.jspecify.annotations.NullMarked;
