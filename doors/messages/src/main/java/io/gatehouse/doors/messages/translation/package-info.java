/// Pure functions between what a client says of MCP and what a model understands: requests, tools, history, results.
@NullMarked
package io.gatehouse.doors.messages.translation;

import org.jspecify.annotations.NullMarked;
