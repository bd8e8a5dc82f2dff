/// A small dual-era MCP server kit and the transports that serve it.
@NullMarked
package io.gatehouse.server;

import org.jspecify.annotations.NullMarked;
