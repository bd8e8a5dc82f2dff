/// HTTP+SSE, as clients of 2024-11-05 have it.
@NullMarked
package io.gatehouse.doors.mcp.sse;

import org.jspecify.annotations.NullMarked;
