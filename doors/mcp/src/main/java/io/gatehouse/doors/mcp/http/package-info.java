/// What Streamable HTTP and HTTP+SSE have in common.
@NullMarked
package io.gatehouse.doors.mcp.http;

import org.jspecify.annotations.NullMarked;
